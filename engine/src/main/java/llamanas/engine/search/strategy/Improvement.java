package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.pareto.Hypervolume;
import llamanas.engine.search.pareto.Pareto;
import llamanas.protocol.StoppedException;

/**
 * Chooses the candidates that add the most hypervolume to a front, one after the other. What one adds only falls as others are
 * chosen, so that a gain computed earlier is an upper bound, and few have to be computed again (Minoux 1978).
 */
final class Improvement {
    /** The reference point lies this far behind the worst of the front, in units of its extent. */
    private static final double MARGIN = 0.1;

    /** Differences to the best below this share of the front's extent count about alike on a logarithmic scale. */
    private static final double FINEST = 0.003;

    /** What a candidate that adds nothing may seem to add. */
    private static final double ROUNDING = 1e-12;

    private final double[] low;
    private final double[] extent;
    private final double[] reference;
    private final boolean[] logarithmic;
    /** On the scale of the extents: what is below is no better. */
    private final double[] resolution;

    private final List<double[]> front = new ArrayList<>();

    private record Gain(int candidate, double volume, int chosenBefore) {}

    private Improvement(double[][] points, double[] limits, boolean[] logarithmic, double[] resolution) {
        int objectives = points[0].length;
        this.logarithmic = logarithmic;
        this.resolution = resolution;
        low = new double[objectives];
        extent = new double[objectives];
        reference = new double[objectives];
        for (int k = 0; k < objectives; k++) {
            int column = k;
            low[k] = Arrays.stream(points).mapToDouble(p -> p[column]).min().orElseThrow();
            double high =
                    Arrays.stream(points).mapToDouble(p -> p[column]).max().orElseThrow();
            extent[k] = high > low[k] ? high - low[k] : 1;
            double limit = (limits[k] - low[k]) / extent[k];
            double end = limit > 0 ? Math.min(limit, 1 + MARGIN) : 1 + MARGIN;
            reference[k] = logarithmic[k] ? logarithm(end) : end;
        }
    }

    /**
     * Of a front, up to just behind the worst of it and of what may come to it.
     *
     * @param front measured
     * @param candidates that may come to it, one at least
     * @param limits cost of each objective beyond which nothing counts
     * @param logarithmic which objectives count by something like the logarithm of how far they are from the best
     * @param resolution of each objective, the share of the front's extent by which one has to be worse than the best to count as worse; 0 for none
     */
    static Improvement of(
            List<Evaluated> front,
            List<Evaluated> candidates,
            double[] limits,
            boolean[] logarithmic,
            double[] resolution) {
        double[][] measured = Pareto.costs(front);
        double[][] points = Pareto.costs(candidates);
        double[][] all = Arrays.copyOf(measured, measured.length + points.length);
        System.arraycopy(points, 0, all, measured.length, points.length);
        Improvement improvement = new Improvement(
                Arrays.stream(Pareto.front(all)).mapToObj(i -> all[i]).toArray(double[][]::new),
                limits,
                logarithmic,
                resolution);
        Arrays.stream(measured).map(improvement::scaled).forEach(improvement.front::add);
        return improvement;
    }

    /**
     * At most {@code count} of the candidates, all of which hold the constraints: the best first, none that adds nothing.
     * O((front + count) log) for each gain in two objectives; exponential in more, see {@link Hypervolume}.
     */
    static List<Evaluated> choose(List<Evaluated> front, List<Evaluated> candidates, int count) {
        if (candidates.isEmpty()) {
            return List.of();
        }
        double[] none = new double[candidates.get(0).costs().size()];
        Arrays.fill(none, Double.POSITIVE_INFINITY);
        return of(front, candidates, none, new boolean[none.length], new double[none.length])
                .greedy(Pareto.costs(candidates), count)
                .stream()
                .map(candidates::get)
                .toList();
    }

    /** What a candidate of these costs would add. */
    double gain(List<Double> costs) {
        return gain(scaled(costs.stream().mapToDouble(c -> c).toArray()));
    }

    /** A candidate joins the front. */
    void add(List<Double> costs) {
        front.add(scaled(costs.stream().mapToDouble(c -> c).toArray()));
    }

    private List<Integer> greedy(double[][] points, int count) {
        PriorityQueue<Gain> gains = new PriorityQueue<>(
                Comparator.comparingDouble(Gain::volume).reversed().thenComparingInt(Gain::candidate));
        for (int i = 0; i < points.length; i++) {
            gains.add(new Gain(i, gain(scaled(points[i])), 0));
        }
        List<Integer> chosen = new ArrayList<>();
        while (chosen.size() < count && !gains.isEmpty() && gains.element().volume() > ROUNDING) {
            StoppedException.ifInterrupted();
            Gain best = gains.remove();
            double[] point = scaled(points[best.candidate()]);
            if (best.chosenBefore() == chosen.size()) {
                chosen.add(best.candidate());
                front.add(point);
            } else {
                gains.add(new Gain(best.candidate(), gain(point), chosen.size()));
            }
        }
        return chosen;
    }

    private double[] scaled(double[] point) {
        double[] scaled = new double[point.length];
        for (int k = 0; k < scaled.length; k++) {
            double plain = (point[k] - low[k]) / extent[k];
            // Without a resolution, what comes out better than the best that is expected counts in full.
            plain = resolution[k] > 0 ? Math.max(plain, resolution[k]) : plain;
            scaled[k] = logarithmic[k] ? logarithm(plain) : plain;
        }
        return scaled;
    }

    /** From 0 to 1 on a scale on which being twice as good counts among good ones as among bad ones. */
    private static double logarithm(double scaled) {
        return scaled <= 0 ? scaled : StrictMath.log1p(scaled / FINEST) / StrictMath.log1p(1 / FINEST);
    }

    /** The volume that a point dominates, less what the front dominates of it. */
    private double gain(double[] point) {
        double alone = 1;
        for (int k = 0; k < point.length; k++) {
            alone *= Math.max(0, reference[k] - point[k]);
        }
        if (alone == 0) {
            return 0;
        }
        double[][] covered = front.stream().map(member -> worse(member, point)).toArray(double[][]::new);
        return alone - Hypervolume.of(covered, reference);
    }

    private static double[] worse(double[] a, double[] b) {
        double[] worse = new double[a.length];
        Arrays.setAll(worse, k -> Math.max(a[k], b[k]));
        return worse;
    }
}
