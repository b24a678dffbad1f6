package llamanas.engine.search.external;

import java.util.List;
import java.util.Map;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Problem;
import llamanas.engine.search.race.Yardstick;
import llamanas.protocol.space.Genome;

/** A problem that strategies are compared on, with what there is to find. Implementations are immutable. */
public interface Benchmark {
    /** As people ask for it. */
    String name();

    /** The name of each objective, in the order of the problem. */
    List<String> metrics();

    Problem problem();

    /** What an evaluation of a canonical genome comes to. */
    Evaluated measure(Genome genome);

    /** By the best front that is known, which need not be the true one: a share may be above 1. */
    Yardstick yardstick();

    /**
     * The cost in the first objective of the networks that differ from the full one in one change, as somebody measured them:
     * what a strategy may be told beforehand. Empty where nobody has.
     */
    default Map<Genome, Double> singleChanges() {
        return Map.of();
    }

    /** What measuring these counts for, in evaluations. */
    default int singleChangesCost() {
        return 0;
    }

    /** Shares of that front's hypervolume that runs are timed to, ascending. */
    List<Double> goals();
}
