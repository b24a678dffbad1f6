package llamanas.engine.http;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import llamanas.config.Amounts;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.api.FrontQuery;
import llamanas.protocol.search.Constraint;

/**
 * Parameters of the route {@code front}: {@code objectives=a,b}, {@code best=a}, and any number of {@code min=METRIC=NUMBER} and
 * {@code max=METRIC=NUMBER}. Whether a metric is measured is for the coordinator to say.
 */
final class FrontParameters {
    private static final String OBJECTIVES = "objectives";
    private static final String BEST = "best";
    private static final String MIN = "min";
    private static final String MAX = "max";
    static final List<String> KNOWN = List.of(OBJECTIVES, BEST, MIN, MAX);

    private FrontParameters() {}

    /**
     * The query; that of the search's own front where there are no parameters.
     *
     * @throws InvalidInputException for a parameter that comes twice, or has a value that it can't have
     */
    static FrontQuery read(Parameters parameters) {
        List<String> best = parameters.all(BEST);
        List<String> objectives = parameters.all(OBJECTIVES);
        if (best.size() + objectives.size() > 1) {
            throw new InvalidInputException("found " + (best.size() + objectives.size())
                    + " of best and objectives, expected one of them once");
        }
        List<String> metrics = best.isEmpty() ? split(objectives) : best;
        return new FrontQuery(metrics, bounds(parameters), !best.isEmpty());
    }

    private static List<String> split(List<String> objectives) {
        if (objectives.isEmpty()) {
            return List.of();
        }
        List<String> metrics = Arrays.stream(objectives.get(0).split(",", -1))
                .map(String::strip)
                .toList();
        if (metrics.contains("") || metrics.stream().distinct().count() < metrics.size()) {
            throw new InvalidInputException("objectives: found '" + objectives.get(0)
                    + "', expected different metrics with commas between them, for example last-word.acc,bytes");
        }
        return metrics;
    }

    private static List<Constraint> bounds(Parameters parameters) {
        Map<String, Double> low = side(MIN, parameters);
        Map<String, Double> high = side(MAX, parameters);
        Set<String> metrics = new LinkedHashSet<>(low.keySet());
        metrics.addAll(high.keySet());
        return metrics.stream()
                .map(metric -> new Constraint(metric, low.get(metric), high.get(metric)))
                .toList();
    }

    private static Map<String, Double> side(String name, Parameters parameters) {
        Map<String, Double> side = new TreeMap<>();
        for (String text : parameters.all(name)) {
            Map.Entry<String, Double> bound = Amounts.ofMetric(name, text);
            if (side.put(bound.getKey(), bound.getValue()) != null) {
                throw new InvalidInputException(name + ": found " + bound.getKey() + " twice, expected it once");
            }
        }
        return side;
    }
}
