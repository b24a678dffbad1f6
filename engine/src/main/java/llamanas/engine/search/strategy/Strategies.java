package llamanas.engine.search.strategy;

import java.util.Map;
import java.util.TreeMap;
import llamanas.engine.search.Problem;
import llamanas.engine.search.Strategy;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.StrategySpec;

/** Makes strategies by name: the one place that knows the names. */
public final class Strategies {
    private interface Maker {
        Strategy make(Problem problem, StrategySpec spec, long seed, Hints hints);
    }

    private interface PlainMaker {
        Strategy make(Problem problem, StrategySpec spec, long seed);
    }

    private static final Map<String, Maker> MAKERS = new TreeMap<>(Map.of(
            StrategySpec.AGEING, plain(AgeingEvolution::new),
            StrategySpec.GRADIENT, Gradient::new,
            StrategySpec.LINAS, plain(Linas::new),
            StrategySpec.NSGA2, plain(Nsga2::new),
            StrategySpec.NSGA3, plain(Nsga3::new),
            StrategySpec.RANDOM, plain((problem, spec, seed) -> new RandomSearch(problem, spec.population(), seed))));

    private Strategies() {}

    /** Of a strategy that has no use for hints. */
    private static Maker plain(PlainMaker maker) {
        return (problem, spec, seed, hints) -> maker.make(problem, spec, seed);
    }

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
        check("strategy.population", spec.population(), 1, Integer.MAX_VALUE);
        check("strategy.crossover", spec.crossover(), 0, 1);
        check("strategy.mutation", spec.mutation(), 0, 1);
        if (spec.name().equals(StrategySpec.LINAS)) {
            check("strategy.predictions", spec.predictions(), spec.population(), Integer.MAX_VALUE);
        }
        return maker.make(problem, spec, seed, hints);
    }

    private static void check(String key, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new InvalidInputException(key + ": " + plain(value) + " is out of range; expected "
                    + (high == Integer.MAX_VALUE ? "at least " + plain(low) : plain(low) + " to " + plain(high)));
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }
}
