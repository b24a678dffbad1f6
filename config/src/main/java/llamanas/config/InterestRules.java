package llamanas.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import llamanas.config.SpecRules.Violation;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.Objective;
import org.jspecify.annotations.Nullable;

/**
 * What has to hold of an interest beyond what holds of any bounds: it is where the answers lie that somebody wants, so that it
 * can only say up to where an objective may get worse.
 */
final class InterestRules {
    static final String KEY = "interest";

    private final List<Objective> objectives;

    InterestRules(List<Objective> objectives) {
        this.objectives = objectives;
    }

    /** Whether it bounds an objective, at its worse end alone. */
    @Nullable
    Violation of(Constraint interest) {
        Optional<Objective> objective = objectives.stream()
                .filter(o -> o.metric().equals(interest.metric()))
                .findFirst();
        return objective.isEmpty() ? noObjective(interest.metric()) : oneSided(interest, objective.get());
    }

    private @Nullable Violation noObjective(String metric) {
        List<String> known = objectives.stream().map(Objective::metric).toList();
        return SpecRules.require(
                false,
                path(metric),
                metric + ", which is no objective",
                "one of the objectives " + String.join(", ", known) + Nearest.hint(metric, known)
                        + " (constraints may be on any metric)");
    }

    private static @Nullable Violation oneSided(Constraint interest, Objective objective) {
        boolean less = objective.direction() == Direction.MINIMIZE;
        Double refused = less ? interest.minimum() : interest.maximum();
        Double wanted = less ? interest.maximum() : interest.minimum();
        String path = path(interest.metric());
        if (refused != null) {
            return SpecRules.require(
                    false,
                    path,
                    (less ? "min = " : "max = ") + refused + " for an objective that is better the "
                            + (less ? "smaller" : "larger") + " it is",
                    (less ? "max" : "min") + " alone: the worst value that is still of interest");
        }
        return SpecRules.require(wanted != null && Double.isFinite(wanted), path, wanted + "", "a number");
    }

    /** Whether no metric is there twice, which JSON allows. */
    static @Nullable Violation once(List<Constraint> interest) {
        Set<String> seen = new HashSet<>();
        boolean different = interest.stream().map(Constraint::metric).allMatch(seen::add);
        return SpecRules.require(different, KEY, "a metric twice", "different metrics");
    }

    private static String path(String metric) {
        return KEY + "." + metric;
    }
}
