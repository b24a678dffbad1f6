package llamanas.engine.search.strategy;

import java.util.Map;
import java.util.TreeMap;
import llamanas.engine.search.Problem;
import llamanas.engine.search.Strategy;
import llamanas.engine.search.WeightedSum;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.StrategySpec;

/** Makes strategies by name: the one place that knows the names. */
public final class Strategies {
    private interface Maker {
        Strategy make(Problem problem, StrategySpec spec, long seed);
    }

    private static final Map<String, Maker> MAKERS = new TreeMap<>(Map.of(
            StrategySpec.LINAS, Linas::new,
            StrategySpec.NSGA2, Nsga2::new,
            StrategySpec.RANDOM, (problem, spec, seed) -> new RandomSearch(problem, spec.population(), seed)));

    private Strategies() {}

    /**
     * A new strategy that has been told nothing yet.
     *
     * @throws InvalidInputException where nobody knows the name, or a setting is out of range
     */
    public static Strategy create(StrategySpec spec, Problem problem, long seed) {
        Maker maker = MAKERS.get(spec.name());
        if (maker == null) {
            throw new InvalidInputException("strategy.name: '" + spec.name() + "' is not a strategy; known are "
                    + String.join(", ", MAKERS.keySet()));
        }
        StrategyRules.check(spec, problem);
        Problem compared = spec.weights().isEmpty() ? problem : new WeightedSum(problem, spec.weights());
        return maker.make(compared, spec, seed);
    }
}
