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
 */
public record StrategyOption(String name, double standard, double low, double high, String meaning) {
    /** By strategy; one that is not here has no options. */
    private static final Map<String, List<StrategyOption>> OPTIONS = Map.of();

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
