package llamanas.engine.search;

import java.util.List;
import llamanas.protocol.space.Genome;

/**
 * A candidate with its result as strategies see it.
 *
 * @param costs one finite value an objective, smaller is better; empty where the evaluation failed
 * @param violation summed relative constraint violation; 0 where all hold
 */
public record Evaluated(Genome genome, List<Double> costs, double violation) {
    public Evaluated {
        costs = List.copyOf(costs);
        if (!(violation >= 0) || !costs.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("costs " + costs + " or violation " + violation + " can't be compared");
        }
    }

    /** A candidate whose evaluation failed. */
    public static Evaluated failure(Genome genome) {
        return new Evaluated(genome, List.of(), 0);
    }

    public boolean failed() {
        return costs.isEmpty();
    }

    /** Whether this one's costs are nowhere worse and somewhere better; neither of the two may have failed. */
    public boolean dominates(Evaluated other) {
        boolean better = false;
        for (int i = 0; i < costs.size(); i++) {
            double own = costs.get(i);
            double others = other.costs.get(i);
            if (own > others) {
                return false;
            }
            better |= own < others;
        }
        return better;
    }

    public boolean feasible() {
        return !failed() && violation == 0;
    }
}
