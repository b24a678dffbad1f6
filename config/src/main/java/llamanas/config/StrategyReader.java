package llamanas.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import llamanas.protocol.search.StrategyOption;
import llamanas.protocol.search.StrategySpec;

/** The section {@code strategy} of a search spec. */
final class StrategyReader {
    /** Of one gene on average. */
    private static final double AUTO_MUTATION = 0;

    private StrategyReader() {}

    static StrategySpec read(Section strategy) {
        String name = strategy.choice("name", StrategySpec.LINAS, StrategySpec.NAMES);
        return new StrategySpec(
                name,
                strategy.whole("population", 2, 50),
                strategy.has("crossover") ? strategy.share("crossover") : 0.9,
                mutation(strategy),
                strategy.whole("predictions", 1, 20_000),
                strategy.choice("predictor", StrategySpec.GAUSSIAN, StrategySpec.PREDICTORS),
                strategy.has("weights") ? strategy.reals("weights") : List.of(),
                options(strategy, name));
    }

    private static double mutation(Section strategy) {
        if (!strategy.has("mutation") || strategy.isText("mutation", "auto")) {
            return AUTO_MUTATION;
        }
        double found = strategy.share("mutation");
        if (found == 0) {
            throw strategy.bad("mutation", "auto (1 / number of genes), or a number above 0, at most 1");
        }
        return found;
    }

    /** The rules say whether a value is in its range; whether the strategy has such an option is said here, with the line. */
    private static Map<String, Double> options(Section strategy, String name) {
        Map<String, Double> options = new TreeMap<>();
        for (String option : StrategyOption.names()) {
            if (strategy.has(option)) {
                if (StrategyOption.of(name, option).isEmpty()) {
                    throw strategy.bad(option, "nothing: " + name + " has no such option");
                }
                options.put(option, strategy.real(option));
            }
        }
        return options;
    }
}
