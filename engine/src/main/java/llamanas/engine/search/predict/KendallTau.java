package llamanas.engine.search.predict;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Kendall's rank correlation: how well predictions order what was measured. */
public final class KendallTau {
    private KendallTau() {}

    /**
     * Tau-b, from -1 (reversed) to 1 (the same order), corrected for ties; NaN where one side is constant or has fewer than
     * two values. O(n log n) (Knight 1966).
     */
    public static double of(double[] x, double[] y) {
        int n = x.length;
        Integer[] order = IntStream.range(0, n).boxed().toArray(Integer[]::new);
        Arrays.sort(order, (a, b) -> x[a] != x[b] ? Double.compare(x[a], x[b]) : Double.compare(y[a], y[b]));
        double[] byX = Arrays.stream(order).mapToDouble(i -> x[i]).toArray();
        double[] byXThenY = Arrays.stream(order).mapToDouble(i -> y[i]).toArray();
        double[] byY = byXThenY.clone();
        long discordant = inversions(byY, new double[n], 0, n);
        long tiedX = tiedPairs(n, i -> byX[i] == byX[i - 1]);
        long tiedY = tiedPairs(n, i -> byY[i] == byY[i - 1]);
        long tiedBoth = tiedPairs(n, i -> byX[i] == byX[i - 1] && byXThenY[i] == byXThenY[i - 1]);
        long pairs = (long) n * (n - 1) / 2;
        long concordant = pairs - tiedX - tiedY + tiedBoth - discordant;
        return (concordant - discordant) / Math.sqrt((double) (pairs - tiedX) * (double) (pairs - tiedY));
    }

    /** Pairs within runs of equal neighbours. */
    private static long tiedPairs(int n, IntPredicate equalsPrevious) {
        long pairs = 0;
        long run = 0;
        for (int i = 1; i < n; i++) {
            run = equalsPrevious.test(i) ? run + 1 : 0;
            pairs += run;
        }
        return pairs;
    }

    /** Sorts in place by merging and counts the pairs that were in the wrong order. */
    private static long inversions(double[] values, double[] buffer, int from, int to) {
        if (to - from < 2) {
            return 0;
        }
        int middle = (from + to) >>> 1;
        long count = inversions(values, buffer, from, middle) + inversions(values, buffer, middle, to);
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            if (right == to || (left < middle && values[left] <= values[right])) {
                buffer[i] = values[left++];
            } else {
                buffer[i] = values[right++];
                count += middle - left;
            }
        }
        System.arraycopy(buffer, from, values, from, to - from);
        return count;
    }
}
