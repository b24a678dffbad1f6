package llamanas.engine.search;

import java.util.List;
import llamanas.protocol.space.Genome;

/**
 * A candidate with its result as strategies see it.
 *
 * @param costs one value an objective, smaller is better; empty where the evaluation failed
 * @param violation summed relative constraint violation; 0 where all hold
 */
public record Evaluated(Genome genome, List<Double> costs, double violation) {
    public Evaluated {
        costs = List.copyOf(costs);
    }

    public boolean failed() {
        return costs.isEmpty();
    }

    public boolean feasible() {
        return !failed() && violation == 0;
    }
}
