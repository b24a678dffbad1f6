package llamanas.engine.coordinator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import llamanas.config.Nearest;
import llamanas.engine.search.pareto.Pareto;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.api.FrontQuery;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Objective;

/**
 * Fronts under other objectives and bounds than those of a search, of what is measured: nothing is evaluated for them. Pure, as
 * {@link SearchViews} is. A candidate without a metric that is asked for, as those of unseen data are measured of the front
 * alone, is left out, and so is what was only estimated.
 */
final class FrontQueries {
    private FrontQueries() {}

    /** By the first objective, the better first. O(candidates log candidates) for two objectives. */
    static List<FrontMember> answer(SearchLedger ledger, FrontQuery query) {
        if (query.equals(FrontQuery.OWN)) {
            return SearchViews.front(ledger);
        }
        List<FrontMember> measured = ledger.candidates().stream()
                .filter(candidate -> candidate.outcome() == Candidate.Outcome.SUCCEEDED)
                .map(candidate -> new FrontMember(
                        candidate.number(),
                        ledger.architecture(candidate),
                        ledger.brain().metrics(ledger.architecture(candidate), SearchViews.metrics(candidate))))
                .toList();
        List<Objective> objectives =
                query.objectives().isEmpty() ? ledger.spec().objectives() : objectives(ledger, query, measured);
        checkBounds(query, measured);
        return front(measured, objectives, query);
    }

    /** The members of a front among candidates whose metrics are complete. */
    static List<FrontMember> front(List<FrontMember> measured, List<Objective> objectives, FrontQuery query) {
        List<FrontMember> inside = measured.stream()
                .filter(member -> query.bounds().stream().allMatch(b -> b.violation(member.metrics()) == 0))
                .filter(member -> objectives.stream().allMatch(o -> Double.isFinite(cost(member, o))))
                .toList();
        double[][] costs = inside.stream()
                .map(member ->
                        objectives.stream().mapToDouble(o -> cost(member, o)).toArray())
                .toArray(double[][]::new);
        List<FrontMember> front = new ArrayList<>();
        for (int index : Pareto.front(costs)) {
            front.add(inside.get(index));
        }
        front.sort(Comparator.<FrontMember>comparingDouble(member -> cost(member, objectives.get(0)))
                .thenComparing(FrontMember::candidate));
        return query.one() ? front.subList(0, Math.min(1, front.size())) : front;
    }

    private static double cost(FrontMember member, Objective objective) {
        return objective.direction().cost(member.metrics().getOrDefault(objective.metric(), Double.NaN));
    }

    private static List<Objective> objectives(SearchLedger ledger, FrontQuery query, Collection<FrontMember> measured) {
        Map<String, Direction> declared = new HashMap<>();
        ledger.spec().objectives().forEach(o -> declared.put(o.metric(), o.direction()));
        Set<String> known = known(measured).stream()
                .filter(metric -> declared.containsKey(metric)
                        || Metrics.direction(metric).isPresent())
                .collect(Collectors.toCollection(TreeSet::new));
        List<Objective> objectives = new ArrayList<>();
        for (String metric : query.objectives()) {
            check("objectives", metric, known);
            Direction direction = declared.containsKey(metric)
                    ? declared.get(metric)
                    : Metrics.direction(metric).orElseThrow();
            objectives.add(new Objective(metric, direction));
        }
        return objectives;
    }

    private static void checkBounds(FrontQuery query, Collection<FrontMember> measured) {
        Set<String> known = known(measured);
        for (Constraint bound : query.bounds()) {
            check("bounds", bound.metric(), known);
            Double low = bound.minimum();
            Double high = bound.maximum();
            if (low != null && high != null && low > high) {
                throw new InvalidInputException("bounds of " + bound.metric() + ": found min " + low + " above max "
                        + high + ", expected min <= max");
            }
        }
    }

    private static Set<String> known(Collection<FrontMember> measured) {
        return measured.stream()
                .flatMap(member -> member.metrics().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void check(String where, String metric, Collection<String> known) {
        if (!known.contains(metric)) {
            String choice = known.isEmpty() ? "nothing is measured yet" : "measured are " + String.join(", ", known);
            throw new InvalidInputException(
                    where + ": no candidate has a " + metric + Nearest.hint(metric, known) + " (" + choice + ")");
        }
    }
}
