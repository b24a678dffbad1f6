package llamanas.engine.search.strategy;

import java.util.Arrays;

/**
 * Brings the objectives of a population to one scale, as NSGA-III does (Deb, Jain 2014, section IV-C): the best value of each
 * objective so far becomes 0, and the plane through the extreme points of the front meets each axis at 1. Costs are first
 * divided by their extent, so that the extreme points don't depend on units.
 *
 * <p>Where the extreme points span no plane, or one that meets an axis on the wrong side, the front's own extent takes the
 * intercepts' place; where that is nothing, the population's.
 *
 * <p>Mutable: remembers the best values.
 */
final class AdaptiveScale {
    /** Weight of the axes that a point should be small on, to be extreme on the one that is left. */
    private static final double OFF_AXIS = 1e-6;
    /** Intercepts below this share of the extent come from rounding. */
    private static final double SMALLEST = 1e-6;

    private final double[] ideal;

    AdaptiveScale(int objectives) {
        ideal = new double[objectives];
        Arrays.fill(ideal, Double.POSITIVE_INFINITY);
    }

    /**
     * The costs {@code [n][objectives]} of a population on the scale that they make together with all before.
     *
     * @param front indices of the non-dominated ones, one at least. O(n m + m^3)
     */
    double[][] scaled(double[][] costs, int[] front) {
        for (double[] point : costs) {
            Arrays.setAll(ideal, k -> Math.min(ideal[k], point[k]));
        }
        double[][] translated = divided(translated(costs), worst(translated(costs)));
        double[][] best = Arrays.stream(front).mapToObj(i -> translated[i]).toArray(double[][]::new);
        return divided(translated, intercepts(best));
    }

    /** Where the plane through the extreme points meets the axes; all within the extent, which is 1. */
    private double[] intercepts(double[][] front) {
        double[][] extremes = new double[ideal.length][];
        Arrays.setAll(extremes, axis -> extreme(front, axis));
        return LinearSystem.solve(extremes, ones())
                .map(plane -> Arrays.stream(plane).map(p -> Math.min(1, 1 / p)).toArray())
                .filter(intercepts -> Arrays.stream(intercepts).allMatch(a -> a >= SMALLEST))
                .orElseGet(() -> worst(front));
    }

    /** The point of the smallest achievement scalarising function of an axis. */
    private static double[] extreme(double[][] front, int axis) {
        double[] extreme = front[0];
        for (double[] point : front) {
            extreme = achievement(point, axis) < achievement(extreme, axis) ? point : extreme;
        }
        return extreme;
    }

    private static double achievement(double[] point, int axis) {
        double worst = point[axis];
        for (int k = 0; k < point.length; k++) {
            worst = Math.max(worst, k == axis ? point[k] : point[k] / OFF_AXIS);
        }
        return worst;
    }

    private double[][] translated(double[][] costs) {
        double[][] translated = new double[costs.length][ideal.length];
        for (int i = 0; i < costs.length; i++) {
            for (int k = 0; k < ideal.length; k++) {
                translated[i][k] = costs[i][k] - ideal[k];
            }
        }
        return translated;
    }

    /** The largest value on each axis; 1, which changes nothing, where that is next to 0. */
    private double[] worst(double[][] translated) {
        double[] worst = new double[ideal.length];
        for (double[] point : translated) {
            Arrays.setAll(worst, k -> Math.max(worst[k], point[k]));
        }
        return Arrays.stream(worst).map(w -> w > 0 ? w : 1).toArray();
    }

    private static double[][] divided(double[][] points, double[] unit) {
        return Arrays.stream(points)
                .map(point -> {
                    double[] divided = new double[point.length];
                    Arrays.setAll(divided, k -> point[k] / unit[k]);
                    return divided;
                })
                .toArray(double[][]::new);
    }

    private double[] ones() {
        double[] ones = new double[ideal.length];
        Arrays.fill(ones, 1);
        return ones;
    }
}
