package llamanas.config;

import java.util.Objects;
import java.util.stream.Stream;
import llamanas.config.SpecRules.Violation;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.StandInSpec;
import org.jspecify.annotations.Nullable;

/**
 * What has to hold in a spec with a stand-in. Which columns a table has is for the worker to find out, as with data of a task:
 * only the worker may be where the file is.
 */
final class StandInRules {
    private static final String PATH = "stand-in";

    private final SearchSpec spec;
    private final StandInSpec standIn;

    StandInRules(SearchSpec spec, StandInSpec standIn) {
        this.spec = spec;
        this.standIn = standIn;
    }

    Stream<@Nullable Violation> violations() {
        Stream<@Nullable Violation> alone = Stream.of(
                absent(spec.model().isBlank(), "model"),
                absent(spec.tasks().isEmpty(), "tasks"),
                absent(SpaceRules.isEmpty(spec.space()), "space"),
                absent(spec.prepare() == null, "prepare"),
                SpecRules.require(
                        (standIn.table() == null) != (standIn.function() == null),
                        PATH,
                        standIn.table() == null ? "neither table nor function" : "both table and function",
                        "one of them"));
        return Stream.concat(alone, function());
    }

    private static @Nullable Violation absent(boolean holds, String key) {
        return SpecRules.require(holds, key, "it together with stand-in", "one of both");
    }

    private Stream<@Nullable Violation> function() {
        String function = standIn.function();
        if (function == null) {
            return Stream.empty();
        }
        boolean two = StandInSpec.hasTwoObjectives(function);
        return Stream.of(
                SpecRules.require(
                        StandInSpec.FUNCTIONS.contains(function),
                        PATH + ".function",
                        function,
                        "one of " + String.join(", ", StandInSpec.FUNCTIONS) + near(function)),
                SpecRules.require(standIn.choices() >= 2, PATH + ".choices", standIn.choices(), "2 or more"),
                SpecRules.require(
                        two ? standIn.objectives() == 2 : standIn.objectives() >= 2,
                        PATH + ".objectives",
                        standIn.objectives(),
                        two ? "2, as " + function + " has" : "2 or more"),
                SpecRules.require(
                        standIn.genes() >= standIn.objectives(),
                        PATH + ".genes",
                        standIn.genes(),
                        "as many as objectives at least"));
    }

    /**
     * Whether the stand-in can know a metric: one of the function's, or, in a table, one whose better direction is known by its
     * name.
     */
    @Nullable
    Violation metric(String path, String metric) {
        if (standIn.function() != null) {
            return SpecRules.require(
                    standIn.metrics().contains(metric),
                    path,
                    metric,
                    "one of " + String.join(", ", standIn.metrics()) + ", as " + standIn.function() + " has");
        }
        return SpecRules.require(
                Metrics.direction(metric).isPresent(),
                path,
                metric,
                "a column of the table with a metric: " + String.join(", ", Metrics.EXACT) + ", or TASK.METRIC");
    }

    private static String near(String function) {
        return Nearest.to(function, StandInSpec.FUNCTIONS)
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
    }

    /** None where the spec has no stand-in. */
    static Stream<@Nullable Violation> of(SearchSpec spec) {
        return Stream.ofNullable(spec.standIn())
                .filter(Objects::nonNull)
                .flatMap(standIn -> new StandInRules(spec, standIn).violations());
    }
}
