package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.pareto.Hypervolume;
import llamanas.engine.search.pareto.Pareto;

/** What candidates would add to the hypervolume of a front, each objective on a scale of its own. */
final class Improvement {
    /** The reference point lies this far behind the worst of the front, in units of its extent. */
    private static final double MARGIN = 0.1;

    private final double[] low;
    private final double[] extent;
    private final double[] reference;
    private final List<Scale> scales;
    private final List<double[]> front = new ArrayList<>();

    /**
     * How the distance of a cost from the best counts, in units of the front's extent.
     *
     * @param finest the cost counts by its logarithm, and what is below by itself; 0 where all of it counts by itself
     * @param resolution what is below is no worse than the best; 0 for none
     */
    record Scale(double finest, double resolution) {
        static final Scale PLAIN = new Scale(0, 0);

        /** From 0 to 1; where it is a logarithm, being twice as good counts among good ones as among bad ones. */
        double of(double cost) {
            // Without a resolution, what comes out better than the best that is expected counts in full.
            double told = resolution > 0 ? Math.max(cost, resolution) : cost;
            return finest == 0 || told <= 0 ? told : StrictMath.log1p(told / finest) / StrictMath.log1p(1 / finest);
        }
    }

    private Improvement(double[][] points, double[] limits, List<Scale> scales) {
        int objectives = points[0].length;
        this.scales = List.copyOf(scales);
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
            reference[k] = scales.get(k).of(end);
        }
    }

    /**
     * Of a front, up to just behind the worst of it and of what may come to it.
     *
     * @param front measured
     * @param candidates that may come to it, one at least
     * @param limits cost of each objective beyond which nothing counts
     * @param scales one an objective
     */
    static Improvement of(List<Evaluated> front, List<Evaluated> candidates, double[] limits, List<Scale> scales) {
        double[][] measured = Pareto.costs(front);
        double[][] points = Pareto.costs(candidates);
        double[][] all = Arrays.copyOf(measured, measured.length + points.length);
        System.arraycopy(points, 0, all, measured.length, points.length);
        Improvement improvement = new Improvement(
                Arrays.stream(Pareto.front(all)).mapToObj(i -> all[i]).toArray(double[][]::new), limits, scales);
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
        Improvement improvement = of(front, candidates, none, Collections.nCopies(none.length, Scale.PLAIN));
        return LazyGreedy.choose(
                        candidates.size(),
                        count,
                        i -> improvement.gain(candidates.get(i).costs()),
                        i -> improvement.add(candidates.get(i).costs()))
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

    private double[] scaled(double[] point) {
        double[] scaled = new double[point.length];
        for (int k = 0; k < scaled.length; k++) {
            scaled[k] = scales.get(k).of((point[k] - low[k]) / extent[k]);
        }
        return scaled;
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
