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
        Strategy make(Problem problem, StrategySpec spec, long seed, Hints hints);
    }

    private static final Map<String, Maker> MAKERS = new TreeMap<>(Map.of(
            StrategySpec.ADDITIVE, Additive::new,
            StrategySpec.AGEING, AgeingEvolution::new,
            StrategySpec.EVOPRESS, EvoPress::new,
            StrategySpec.GRADIENT, Gradient::new,
            StrategySpec.LINAS, Linas::new,
            StrategySpec.NSGA2, Nsga2::new,
            StrategySpec.NSGA3, Nsga3::new,
            StrategySpec.RANDOM, RandomSearch::new,
            StrategySpec.REINFORCE, Reinforce::new));

    private Strategies() {}

    /** A new strategy that knows nothing but the problem. */
    public static Strategy create(StrategySpec spec, Problem problem, long seed) {
        return create(spec, problem, seed, Hints.NONE);
    }

    /**
     * A new strategy that has been told nothing yet. One that can't go without hints says so when it is asked, so that all else
     * can be checked before there are any.
     *
     * @throws InvalidInputException where nobody knows the name, or a setting is out of range
     */
    public static Strategy create(StrategySpec spec, Problem problem, long seed, Hints hints) {
        Maker maker = MAKERS.get(spec.name());
        if (maker == null) {
            throw new InvalidInputException("strategy.name: '" + spec.name() + "' is not a strategy; known are "
                    + String.join(", ", MAKERS.keySet()));
        }
        StrategyRules.check(spec, problem);
        Problem compared = spec.weights().isEmpty() ? problem : new WeightedSum(problem, spec.weights());
        return maker.make(compared, spec, seed, hints);
    }
}
