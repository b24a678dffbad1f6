package llamanas.engine.search.strategy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import llamanas.engine.search.Problem;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.StrategyOption;
import llamanas.protocol.search.StrategySpec;

/** What has to hold of the settings of a strategy, whoever made them. */
final class StrategyRules {
    private StrategyRules() {}

    /**
     * Throws what is wrong first.
     *
     * @throws InvalidInputException where a setting is out of range, or an option is not the strategy's
     */
    static void check(StrategySpec spec, Problem problem) {
        check("population", spec.population(), 1, Integer.MAX_VALUE);
        check("crossover", spec.crossover(), 0, 1);
        check("mutation", spec.mutation(), 0, 1);
        if (spec.name().equals(StrategySpec.LINAS)) {
            check("predictions", spec.predictions(), spec.population(), Integer.MAX_VALUE);
        }
        spec.options().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(o -> checkOption(spec.name(), o));
        if (!spec.weights().isEmpty()) {
            checkWeights(spec.weights(), problem);
        }
    }

    private static void checkOption(String strategy, Map.Entry<String, Double> option) {
        StrategyOption known = StrategyOption.of(strategy, option.getKey())
                .orElseThrow(() -> new InvalidInputException("strategy." + option.getKey() + ": " + strategy
                        + " has no such option; " + optionsOf(strategy)));
        if (!known.allows(option.getValue())) {
            throw new InvalidInputException("strategy." + option.getKey() + ": found " + plain(option.getValue())
                    + ", expected " + known.expected());
        }
    }

    private static String optionsOf(String strategy) {
        List<StrategyOption> options = StrategyOption.of(strategy);
        return options.isEmpty()
                ? "it has none"
                : "it has " + options.stream().map(StrategyOption::name).collect(Collectors.joining(", "));
    }

    private static void checkWeights(List<Double> weights, Problem problem) {
        int objectives = problem.objectives();
        if (weights.size() != objectives) {
            throw new InvalidInputException("strategy.weights: found " + weights.size() + " weights, expected "
                    + objectives + ", one for each objective");
        }
        boolean inRange = weights.stream().allMatch(w -> w >= 0 && Double.isFinite(w));
        if (!inRange || weights.stream().noneMatch(w -> w > 0)) {
            throw new InvalidInputException(
                    "strategy.weights: found " + weights + ", expected numbers from 0 on, one above 0 at least");
        }
    }

    private static void check(String key, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new InvalidInputException("strategy." + key + ": " + plain(value) + " is out of range; expected "
                    + (high == Integer.MAX_VALUE ? "at least " + plain(low) : plain(low) + " to " + plain(high)));
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }
}
