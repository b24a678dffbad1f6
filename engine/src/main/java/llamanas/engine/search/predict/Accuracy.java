package llamanas.engine.search.predict;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How near predictions come to what is measured. The larger is the better one: by order, and with the same order by error.
 *
 * @param tau Kendall's tau-b; NaN where either side is constant
 * @param mape mean absolute error relative to the measured values, those of 0 left out; NaN where all are 0
 */
public record Accuracy(double tau, double mape) implements Comparable<Accuracy> {
    private static final Comparator<Accuracy> ORDER = Comparator.<Accuracy>comparingDouble(
                    a -> Double.isNaN(a.tau) ? -1 : a.tau)
            .thenComparing(Comparator.<Accuracy>comparingDouble(a -> a.mape).reversed());

    /** O(n log n). */
    public static Accuracy of(double[] predicted, double[] measured) {
        double mape = IntStream.range(0, measured.length)
                .filter(i -> measured[i] != 0)
                .mapToDouble(i -> Math.abs((predicted[i] - measured[i]) / measured[i]))
                .average()
                .orElse(Double.NaN);
        return new Accuracy(KendallTau.of(predicted, measured), mape);
    }

    @Override
    public int compareTo(Accuracy other) {
        return ORDER.compare(this, other);
    }
}
