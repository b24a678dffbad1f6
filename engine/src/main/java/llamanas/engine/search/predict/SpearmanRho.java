package llamanas.engine.search.predict;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Spearman's rank correlation: the correlation of ranks, where Kendall's counts pairs. */
public final class SpearmanRho {
    private SpearmanRho() {}

    /** From -1 (reversed) to 1 (the same order); equal values share their mean rank; NaN where one side is constant. O(n log n). */
    public static double of(double[] x, double[] y) {
        double[] a = ranks(x);
        double[] b = ranks(y);
        double middle = (x.length - 1) / 2.0;
        double product = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (a[i] - middle) * (b[i] - middle);
            squareA += (a[i] - middle) * (a[i] - middle);
            squareB += (b[i] - middle) * (b[i] - middle);
        }
        return product / Math.sqrt(squareA * squareB);
    }

    private static double[] ranks(double[] values) {
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted((i, j) -> Double.compare(values[i], values[j]))
                .mapToInt(i -> i)
                .toArray();
        double[] ranks = new double[values.length];
        int from = 0;
        for (int to = 1; to <= order.length; to++) {
            if (to == order.length || values[order[to]] != values[order[from]]) {
                double mean = (from + to - 1) / 2.0;
                Arrays.stream(order, from, to).forEach(i -> ranks[i] = mean);
                from = to;
            }
        }
        return ranks;
    }
}
