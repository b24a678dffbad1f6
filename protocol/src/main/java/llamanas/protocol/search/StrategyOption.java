package llamanas.protocol.search;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A number that only some strategies have a use for.
 *
 * @param name as in a spec, below {@code strategy}
 * @param standard its value where a spec says nothing
 * @param low smallest value, included
 * @param high largest value, included
 * @param meaning for people
 * @param whole whether only whole numbers make sense
 */
public record StrategyOption(String name, double standard, double low, double high, String meaning, boolean whole) {
    /** Of {@link StrategySpec#NSGA3}: divisions of each objective's axis between reference points. */
    public static final String DIVISIONS = "divisions";

    /** Of {@link StrategySpec#AGEING}: candidates that compete to be a parent. */
    public static final String SAMPLE = "sample";

    /** Of {@link StrategySpec#AGEING}: children of one generation. */
    public static final String BATCH = "batch";

    /** By strategy; one that is not here has no options. */
    private static final Map<String, List<StrategyOption>> OPTIONS = Map.of(
            StrategySpec.AGEING,
            List.of(
                    whole(SAMPLE, 10, 1, 10_000, "how many of the newest candidates compete to be a parent"),
                    whole(BATCH, 10, 1, 10_000, "children of one generation, all made from the same window")),
            StrategySpec.NSGA3,
            List.of(whole(
                    DIVISIONS, 0, 0, 1000, "parts of an axis between reference points; 0 follows the population")));

    /** Any number within the range. */
    public StrategyOption(String name, double standard, double low, double high, String meaning) {
        this(name, standard, low, high, meaning, false);
    }

    private static StrategyOption whole(String name, int standard, int low, int high, String meaning) {
        return new StrategyOption(name, standard, low, high, meaning, true);
    }

    /** Whether a value is in the range, and whole where it has to be. */
    public boolean allows(double value) {
        return value >= low && value <= high && (!whole || value == Math.rint(value));
    }

    /** What values are allowed, for people: {@code a whole number from 1 to 50: ..}. */
    public String expected() {
        return (whole
                        ? "a whole number from " + (long) low + " to " + (long) high
                        : "a number from " + low + " to " + high)
                + ": " + meaning;
    }

    /** Of a strategy, in the order in which people should read them. */
    public static List<StrategyOption> of(String strategy) {
        return OPTIONS.getOrDefault(strategy, List.of());
    }

    /** Names of all options of all strategies, sorted. */
    public static List<String> names() {
        return OPTIONS.values().stream()
                .flatMap(List::stream)
                .map(StrategyOption::name)
                .distinct()
                .sorted()
                .toList();
    }

    /** The one of that name; empty where the strategy has none. */
    public static Optional<StrategyOption> of(String strategy, String name) {
        return of(strategy).stream().filter(o -> o.name().equals(name)).findFirst();
    }
}
