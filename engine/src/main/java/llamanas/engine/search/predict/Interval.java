package llamanas.engine.search.predict;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Prediction intervals from cross-validation residuals (CV+, Barber et al. 2021, with one width for all). */
final class Interval {
    /** The share of measurements that should lie within. */
    static final double LEVEL = 0.9;

    private Interval() {}

    /**
     * The distance from a prediction that holds {@link #LEVEL} of the measurements: the {@code ceil(LEVEL (n + 1))}th smallest
     * residual; with fewer than 9 samples, which can't tell, the largest.
     */
    static double halfWidth(double[] outOfFold, double[] measured, double[] deviations) {
        double[] residuals = IntStream.range(0, measured.length)
                .mapToDouble(i -> Math.abs(measured[i] - outOfFold[i]) / deviations[i])
                .sorted()
                .toArray();
        int rank = (int) Math.ceil(LEVEL * (residuals.length + 1));
        return residuals[Math.min(rank, residuals.length) - 1];
    }

    /** The share of values between their bounds, both included. */
    static double coverage(double[] low, double[] high, double[] values) {
        return Arrays.stream(IntStream.range(0, values.length)
                                .filter(i -> values[i] >= low[i] && values[i] <= high[i])
                                .toArray())
                        .count()
                / (double) values.length;
    }
}
