package llamanas.engine.search.fidelity;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import llamanas.protocol.search.BlockSums;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Metrics;

/**
 * What a candidate that is measured on a part of the data would give on all of it: the regression estimate (Cochran, Sampling
 * Techniques, chapter 7) on the full network, which is measured on all. Where the first blocks are easier than the others, both
 * networks find them so, and the estimate makes up for it.
 */
public final class ShareEstimate {
    /** Blocks from which a slope can be told. */
    private static final int FEWEST_BLOCKS = 3;

    private ShareEstimate() {}

    /**
     * The estimated measurement, without sums.
     *
     * @param part what is measured, with sums
     * @param full sums of the full network on all of the data; without them the means of the part are what is believed
     */
    public static Measurement of(Measurement part, Optional<BlockSums> full) {
        BlockSums sums = part.sums();
        if (sums == null) {
            return part;
        }
        Map<String, Double> metrics = new TreeMap<>(part.metrics());
        for (String metric : sums.sums().keySet()) {
            double estimate = full.map(f -> estimate(sums, f, metric))
                    .filter(Double::isFinite)
                    .orElse(sums.mean(metric));
            metrics.put(metric, estimate);
            metrics.computeIfPresent(perplexity(metric), (name, value) -> Math.exp(estimate));
        }
        return new Measurement(metrics, part.provenance());
    }

    private static String perplexity(String metric) {
        return metric.endsWith("." + Metrics.NATS_PER_TOKEN)
                ? Metrics.ofTask(Metrics.taskOf(metric), Metrics.PERPLEXITY)
                : "";
    }

    private static double estimate(BlockSums part, BlockSums full, String metric) {
        String task = Metrics.taskOf(metric);
        List<Long> counts = part.counts().getOrDefault(task, List.of());
        double[] own = means(part, metric, counts);
        double[] reference = means(full, metric, counts);
        double known = weighted(reference, counts);
        return part.mean(metric) + slope(own, reference) * (full.mean(metric) - known);
    }

    /** Of the first blocks, as many as there are counts. */
    private static double[] means(BlockSums sums, String metric, List<Long> counts) {
        List<Double> values = sums.sums().getOrDefault(metric, List.of());
        double[] means = new double[Math.min(values.size(), counts.size())];
        for (int b = 0; b < means.length; b++) {
            means[b] = values.get(b) / counts.get(b);
        }
        return means;
    }

    private static double weighted(double[] means, List<Long> counts) {
        double sum = 0;
        double items = 0;
        for (int b = 0; b < means.length; b++) {
            sum += means[b] * counts.get(b);
            items += counts.get(b);
        }
        return sum / items;
    }

    /** Least squares, from 0 to 1: a steeper one is chance. */
    private static double slope(double[] own, double[] reference) {
        if (own.length < FEWEST_BLOCKS || reference.length != own.length) {
            return 0;
        }
        double ownMean = mean(own);
        double referenceMean = mean(reference);
        double product = 0;
        double square = 0;
        for (int b = 0; b < own.length; b++) {
            product += (own[b] - ownMean) * (reference[b] - referenceMean);
            square += (reference[b] - referenceMean) * (reference[b] - referenceMean);
        }
        return square == 0 ? 0 : Math.max(0, Math.min(1, product / square));
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
