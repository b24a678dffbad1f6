package llamanas.engine.search;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Objective;

/**
 * What is worth an evaluation: up to which cost each objective is of interest. What a spec leaves open follows from the metric: a
 * language model that has lost a nat a token is of no use to anybody, whatever its size.
 *
 * @param objectives of the search
 * @param bounds what a spec says, one a metric; empty = what follows from the metrics
 */
public record Interest(List<Objective> objectives, List<Constraint> bounds) {
    /** Nats/token beyond the full network's. */
    private static final double DAMAGE = 1;

    public Interest {
        objectives = List.copyOf(objectives);
        bounds = List.copyOf(bounds);
    }

    /**
     * The cost from which on each objective is of no interest; infinite where there is no such bound.
     *
     * @param full costs of the full network; empty where it could not be measured
     */
    public double[] limits(List<Double> full) {
        double[] limits = new double[objectives.size()];
        Arrays.setAll(limits, i -> bound(objectives.get(i))
                .orElseGet(() -> full.isEmpty() ? Double.POSITIVE_INFINITY : usual(objectives.get(i), full.get(i))));
        return limits;
    }

    private OptionalDouble bound(Objective objective) {
        Optional<Constraint> bound = bounds.stream()
                .filter(b -> b.metric().equals(objective.metric()))
                .findFirst();
        Double end =
                bound.map(b -> b.maximum() == null ? b.minimum() : b.maximum()).orElse(null);
        return end == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(objective.direction().cost(end));
    }

    private double usual(Objective objective, double full) {
        String metric = objective.metric();
        if (isA(metric, Metrics.KL) || isA(metric, Metrics.NATS_PER_TOKEN)) {
            return full + DAMAGE;
        }
        if (isA(metric, Metrics.PERPLEXITY)) {
            return full * StrictMath.exp(DAMAGE);
        }
        return bounded() && Metrics.isExact(metric) ? full : Double.POSITIVE_INFINITY;
    }

    /**
     * Whether fronts are compared up to these limits: where a spec says what is of interest, or where an objective is a divergence,
     * which is 0 for the full network and so can't be seen in multiples of that.
     */
    public boolean bounded() {
        return !bounds.isEmpty() || objectives.stream().anyMatch(o -> isA(o.metric(), Metrics.KL));
    }

    /** Divergence from the full network that is of interest, in nats/token. */
    public double damage() {
        return IntStream.range(0, objectives.size())
                .filter(i -> isA(objectives.get(i).metric(), Metrics.KL))
                .mapToObj(i -> bound(objectives.get(i)))
                .flatMapToDouble(OptionalDouble::stream)
                .min()
                .orElse(DAMAGE);
    }

    private static boolean isA(String metric, String kind) {
        return metric.endsWith("." + kind);
    }
}
