package llamanas.protocol.search;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A metric has to lie between two bounds, both included.
 *
 * @param minimum lower bound, or null for none
 * @param maximum upper bound, or null for none
 */
public record Constraint(String metric, @Nullable Double minimum, @Nullable Double maximum) {
    /** How far the metric is outside of its bounds, relative to the bound unless that is 0; 0 where it holds. */
    public double violation(Map<String, Double> metrics) {
        double value = metrics.getOrDefault(metric, Double.NaN);
        if (minimum != null && value < minimum) {
            return relative(minimum - value, minimum);
        }
        if (maximum != null && value > maximum) {
            return relative(value - maximum, maximum);
        }
        return Double.isNaN(value) ? Double.POSITIVE_INFINITY : 0;
    }

    private static double relative(double excess, double bound) {
        return bound == 0 ? excess : excess / Math.abs(bound);
    }
}
