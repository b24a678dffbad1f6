package llamanas.engine.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.pareto.Hypervolume;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Objective;
import llamanas.protocol.space.Genome;

/** The hypervolume of a front by what it does on data that the search did not see. */
final class UnseenHypervolume {
    private UnseenHypervolume() {}

    /**
     * In multiples of the full network's values on the same data, as {@link llamanas.protocol.search.SearchStatus#hypervolume}
     * is on the data that guided the search.
     *
     * @return empty where some objective was not measured on unseen data
     */
    static OptionalDouble of(List<FrontMember> front, FrontMember full, List<Objective> objectives) {
        List<Evaluated> points = new ArrayList<>();
        for (FrontMember member : front) {
            List<Double> costs = costs(member, objectives);
            if (costs.isEmpty()) {
                return OptionalDouble.empty();
            }
            points.add(new Evaluated(Genome.of(), costs, 0));
        }
        List<Double> reference = costs(full, objectives);
        return reference.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Hypervolume.relative(points, reference));
    }

    /** Empty where a metric is missing. */
    private static List<Double> costs(FrontMember member, List<Objective> objectives) {
        List<Double> costs = new ArrayList<>();
        for (Objective objective : objectives) {
            String metric = objective.metric();
            Map<String, Double> known = member.metrics();
            Double value = known.get(Metrics.dependsOnData(metric) ? Metrics.REPORT_PREFIX + metric : metric);
            if (value == null) {
                return List.of();
            }
            costs.add(objective.direction() == Direction.MINIMIZE ? value : -value);
        }
        return costs;
    }
}
