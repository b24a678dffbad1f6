package llamanas.engine.search.pareto;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import llamanas.engine.search.Evaluated;
import llamanas.protocol.StoppedException;

/** The volume that a set of points dominates up to a reference point: larger is better. Exact; all costs are minimised. */
public final class Hypervolume {
    /** Where {@link #relative} ends in every objective; the full network is at 1. */
    public static final double RELATIVE_REFERENCE = 2;

    private Hypervolume() {}

    /**
     * The hypervolume of points {@code [n][objectives]}. Points that are not better than the reference point in every
     * objective add nothing, nor do dominated ones. O(n log n) for two and three objectives, O(n^2 log n) for four, exponential
     * in the objectives beyond (While, Bradstreet, Barone: A Fast Way of Calculating Exact Hypervolumes, 2012).
     */
    public static double of(double[][] points, double[] reference) {
        double[][] inside = Arrays.stream(points)
                .filter(point -> strictlyBetter(point, reference))
                .toArray(double[][]::new);
        return volume(inside, reference, reference.length);
    }

    /**
     * The hypervolume of a front beside the full network's costs: a cost c becomes {@code 1 + (c - full) / |full|}, so that
     * the full network is at 1 in every objective, and the reference point is 2. What a minimised metric may reach is so
     * twice the full network's value, a maximised one (whose cost is its negative) zero. Where the full network's value is
     * 0, as its KL divergence from itself, what ends at is the scale, and the metric's own unit where nothing says so.
     *
     * @param full the full network's costs, one an objective
     */
    public static double relative(Collection<Evaluated> front, List<Double> full) {
        return relative(front, full, Collections.nCopies(full.size(), OptionalDouble.empty()));
    }

    /**
     * As above, up to another point.
     *
     * @param ends the cost where it ends, one an objective; empty for the usual end
     */
    public static double relative(Collection<Evaluated> front, List<Double> full, List<OptionalDouble> ends) {
        double[] units = new double[full.size()];
        double[] reference = new double[full.size()];
        for (int i = 0; i < reference.length; i++) {
            OptionalDouble end = ends.get(i);
            units[i] = unit(full.get(i), end);
            reference[i] = end.isPresent() ? scaled(end.getAsDouble(), full.get(i), units[i]) : RELATIVE_REFERENCE;
        }
        double[][] points = front.stream()
                .filter(Evaluated::feasible)
                .map(member -> scaled(member.costs(), full, units))
                .toArray(double[][]::new);
        return of(points, reference);
    }

    private static double[] scaled(List<Double> costs, List<Double> full, double[] units) {
        double[] point = new double[full.size()];
        for (int i = 0; i < point.length; i++) {
            point[i] = scaled(costs.get(i), full.get(i), units[i]);
        }
        return point;
    }

    private static double scaled(double cost, double full, double unit) {
        return 1 + (cost - full) / unit;
    }

    private static double unit(double full, OptionalDouble end) {
        double extent = Math.abs(end.orElse(1));
        return full != 0 ? Math.abs(full) : extent > 0 ? extent : 1;
    }

    private static boolean strictlyBetter(double[] point, double[] reference) {
        for (int i = 0; i < reference.length; i++) {
            if (!(point[i] < reference[i])) {
                return false;
            }
        }
        return true;
    }

    /** The volume in the first {@code objectives} objectives. */
    private static double volume(double[][] points, double[] reference, int objectives) {
        if (objectives == 1) {
            return Arrays.stream(points)
                    .mapToDouble(p -> reference[0] - p[0])
                    .max()
                    .orElse(0);
        }
        return switch (objectives) {
            case 2 -> area(points, reference);
            case 3 -> VolumeSweep.of(points, reference);
            default -> slices(points, reference, objectives);
        };
    }

    private static double area(double[][] points, double[] reference) {
        double[][] sorted = points.clone();
        Arrays.sort(sorted, Comparator.comparingDouble(p -> p[0]));
        double area = 0;
        double height = reference[1];
        for (double[] point : sorted) {
            if (point[1] < height) {
                area += (reference[0] - point[0]) * (height - point[1]);
                height = point[1];
            }
        }
        return area;
    }

    /**
     * WFG with slicing: from the worst in the last objective to the best, each point adds what the later ones do not cover.
     * Those cover its whole extent in that objective, which is so a factor.
     */
    private static double slices(double[][] points, double[] reference, int objectives) {
        int last = objectives - 1;
        double[][] sorted = nonDominated(points, objectives);
        Arrays.sort(sorted, Comparator.comparingDouble(p -> -p[last]));
        double volume = 0;
        for (int i = 0; i < sorted.length; i++) {
            StoppedException.ifInterrupted();
            double alone = 1;
            for (int k = 0; k < last; k++) {
                alone *= reference[k] - sorted[i][k];
            }
            double covered = volume(limited(sorted, i, last), reference, last);
            volume += (reference[last] - sorted[i][last]) * (alone - covered);
        }
        return volume;
    }

    /** The points after point {@code i}, made no better than it in each objective. */
    private static double[][] limited(double[][] points, int i, int objectives) {
        double[][] limited = new double[points.length - i - 1][objectives];
        for (int j = 0; j < limited.length; j++) {
            for (int k = 0; k < objectives; k++) {
                limited[j][k] = Math.max(points[i][k], points[i + 1 + j][k]);
            }
        }
        return limited;
    }

    private static double[][] nonDominated(double[][] points, int objectives) {
        double[][] cut = Arrays.stream(points)
                .map(point -> Arrays.copyOf(point, objectives))
                .toArray(double[][]::new);
        return Arrays.stream(Pareto.front(cut)).mapToObj(i -> cut[i]).toArray(double[][]::new);
    }
}
