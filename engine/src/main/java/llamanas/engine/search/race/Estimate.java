package llamanas.engine.search.race;

import java.util.List;
import llamanas.engine.search.StudentT;

/**
 * A mean with its 95 % confidence interval by Student's t distribution.
 *
 * @param low lower end of the interval; NaN for less than two values
 * @param high its upper end
 */
public record Estimate(double mean, double low, double high) {
    /** Probability below the upper end of a two-sided 95 % interval. */
    private static final double UPPER = 0.975;

    /** Of independent values; all NaN where there is none. */
    public static Estimate of(List<Double> values) {
        int n = values.size();
        double mean = values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
        double squares =
                values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        double half = n < 2 ? Double.NaN : StudentT.quantile(UPPER, n - 1) * Math.sqrt(squares / (n - 1) / n);
        return new Estimate(mean, mean - half, mean + half);
    }
}
