package llamanas.engine.search.fidelity;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import llamanas.engine.search.predict.RestPredictor;
import llamanas.protocol.search.BlockSums;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.space.GeneSpace;
import llamanas.protocol.space.Genome;

/**
 * What candidates that are measured on a part of the data would give on all of it, by what is known of those that are measured on all:
 * a {@link RestPredictor} once those are enough, before that a {@link RegressionEstimate} on the full network. On tables of the demo
 * model the first has a third of the error of a difference to a rival on the same blocks.
 *
 * <p>Learns when it is first asked about a metric and a number of blocks; not thread-safe.
 */
public final class Forecasts {
    /** Knows nothing. */
    public static final Forecasts NONE = new Forecasts(Optional.empty(), List.of(), Optional.empty());

    private final Optional<GeneSpace> space;
    private final List<Contestant> complete;
    private final Optional<BlockSums> full;
    private final Map<String, Optional<RestPredictor>> learned = new HashMap<>();

    private Forecasts(Optional<GeneSpace> space, List<Contestant> complete, Optional<BlockSums> full) {
        this.space = space;
        this.complete = complete;
        this.full = full;
    }

    /**
     * Forecasts for the sub-networks of a space.
     *
     * @param complete candidates that are measured on all of the data
     * @param full sums of the full network on all of the data; empty where that could not be measured
     */
    public static Forecasts of(GeneSpace space, List<Contestant> complete, Optional<BlockSums> full) {
        int genes = space.genes().size();
        return new Forecasts(
                Optional.of(space),
                complete.stream().filter(c -> c.seen().genome().size() == genes).toList(),
                full);
    }

    /** The mean of a metric on all of the data; empty where nothing can be said. */
    Optional<Forecast> of(Genome genome, BlockSums part, String metric) {
        int blocks = blocks(part, metric);
        return learned.computeIfAbsent(metric + " " + blocks, key -> learn(metric, blocks))
                .map(model -> forecast(model, genome, part, metric))
                .or(() -> full.flatMap(all -> RegressionEstimate.of(part, all, metric)));
    }

    /** The estimated measurement, without sums; where nothing can be said of a metric, its mean on the part is what is believed. */
    public Measurement estimate(Genome genome, Measurement part) {
        BlockSums sums = part.sums();
        if (sums == null) {
            return part;
        }
        Map<String, Double> metrics = new TreeMap<>(part.metrics());
        for (String metric : sums.sums().keySet()) {
            double mean = of(genome, sums, metric).map(Forecast::mean).orElse(sums.mean(metric));
            metrics.put(metric, mean);
            metrics.computeIfPresent(perplexity(metric), (name, value) -> Math.exp(mean));
        }
        return new Measurement(metrics, part.provenance());
    }

    private static String perplexity(String metric) {
        return metric.endsWith("." + Metrics.NATS_PER_TOKEN)
                ? Metrics.ofTask(Metrics.taskOf(metric), Metrics.PERPLEXITY)
                : "";
    }

    private static int blocks(BlockSums sums, String metric) {
        return sums.sums().getOrDefault(metric, List.of()).size();
    }

    /** O(candidates * blocks), and a ridge regression. */
    private Optional<RestPredictor> learn(String metric, int blocks) {
        List<Contestant> usable =
                complete.stream().filter(c -> blocks(c.sums(), metric) > blocks).toList();
        if (space.isEmpty() || blocks == 0 || !RestPredictor.isEnough(usable.size())) {
            return Optional.empty();
        }
        List<Genome> genomes = usable.stream().map(c -> c.seen().genome()).toList();
        double[] part = usable.stream()
                .mapToDouble(c -> mean(c.sums(), metric, 0, blocks))
                .toArray();
        double[] rest = usable.stream()
                .mapToDouble(c -> mean(c.sums(), metric, blocks, blocks(c.sums(), metric)))
                .toArray();
        return Optional.of(new RestPredictor(space.get(), genomes, part, rest)).filter(RestPredictor::isSound);
    }

    private static double mean(BlockSums sums, String metric, int from, int to) {
        List<Double> values = sums.sums().getOrDefault(metric, List.of());
        double sum = 0;
        for (int block = from; block < to; block++) {
            sum += values.get(block);
        }
        return sum / items(sums, metric, from, to);
    }

    private static double items(BlockSums sums, String metric, int from, int to) {
        List<Long> counts = sums.counts().getOrDefault(Metrics.taskOf(metric), List.of());
        double items = 0;
        for (int block = from; block < to; block++) {
            items += counts.get(block);
        }
        return items;
    }

    private Forecast forecast(RestPredictor model, Genome genome, BlockSums part, String metric) {
        int blocks = blocks(part, metric);
        BlockSums any = complete.get(complete.size() - 1).sums();
        double known = items(part, metric, 0, blocks);
        double unknown = items(any, metric, blocks, blocks(any, metric));
        double share = unknown / (known + unknown);
        double mean = mean(part, metric, 0, blocks);
        RestPredictor.Prediction rest = model.predict(genome, mean);
        return new Forecast((1 - share) * mean + share * rest.mean(), share * rest.standardError(), (int)
                Math.floor(rest.degreesOfFreedom()));
    }
}
