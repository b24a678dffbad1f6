package llamanas.engine.search.race;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.pareto.Hypervolume;
import llamanas.engine.search.pareto.Pareto;
import llamanas.engine.search.pareto.ParetoFront;

/**
 * Says which share of the true front's hypervolume a front has. Costs are scaled so that the best value of each objective
 * on the true front is 0 and its worst there 1, and the reference point is {@value #REFERENCE} in each: what lies beyond the ends of
 * the true front adds nothing, and a front of its two ends alone has next to nothing. (A reference point far away, as that of
 * {@link Hypervolume#relative}, lets such a front have almost all.)
 */
public final class Yardstick {
    /** Just beyond the worst, so that the ends of the front count (Ishibuchi et al. 2018). */
    public static final double REFERENCE = 1.1;

    private final double[] best;
    private final double[] extent;
    private final double[] reference;
    private final List<Evaluated> trueFront;
    private final double whole;

    private Yardstick(List<Evaluated> trueFront) {
        double[][] costs = Pareto.costs(trueFront);
        this.trueFront = trueFront;
        this.best = costs[0].clone();
        this.extent = new double[best.length];
        this.reference = new double[best.length];
        Arrays.fill(reference, REFERENCE);
        for (int objective = 0; objective < best.length; objective++) {
            int column = objective;
            double low = Arrays.stream(costs).mapToDouble(c -> c[column]).min().orElseThrow();
            double high = Arrays.stream(costs).mapToDouble(c -> c[column]).max().orElseThrow();
            best[objective] = low;
            // An objective in which all of the front is equal has its own size as the unit.
            extent[objective] = high > low ? high - low : Math.max(Math.abs(low), Double.MIN_NORMAL);
        }
        this.whole = volume(trueFront);
    }

    /**
     * The yardstick that all candidates of a space make.
     *
     * @throws IllegalArgumentException where none of them is feasible
     */
    public static Yardstick of(List<Evaluated> all) {
        List<Evaluated> front =
                Arrays.stream(Pareto.front(all)).mapToObj(all::get).toList();
        if (front.isEmpty()) {
            throw new IllegalArgumentException("no candidate is feasible");
        }
        return new Yardstick(front);
    }

    /** The candidates that no other one dominates. */
    public List<Evaluated> trueFront() {
        return trueFront;
    }

    /** The hypervolume of the true front, which shares are of. */
    public double whole() {
        return whole;
    }

    /** From 0 to 1. */
    public double share(ParetoFront front) {
        return volume(front.members()) / whole;
    }

    private double volume(Collection<Evaluated> front) {
        double[][] points = front.stream().map(this::scaled).toArray(double[][]::new);
        return Hypervolume.of(points, reference);
    }

    private double[] scaled(Evaluated candidate) {
        double[] point = new double[best.length];
        for (int i = 0; i < point.length; i++) {
            point[i] = (candidate.costs().get(i) - best[i]) / extent[i];
        }
        return point;
    }
}
