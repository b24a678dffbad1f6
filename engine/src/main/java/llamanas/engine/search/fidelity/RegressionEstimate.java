package llamanas.engine.search.fidelity;

import java.util.List;
import java.util.Optional;
import llamanas.protocol.search.BlockSums;
import llamanas.protocol.search.Metrics;

/**
 * What a candidate that is measured on a part of the data would give on all of it: the regression estimate (Cochran, Sampling
 * Techniques, chapter 7) on the full network, which is measured on all. Where the first blocks are easier than the others, both
 * networks find them so, and the estimate makes up for it.
 */
final class RegressionEstimate {
    /** Blocks from which a slope, and what it leaves over, can be told. */
    private static final int FEWEST_BLOCKS = 4;

    private final double[] own;
    private final double[] reference;
    private final double slope;

    private RegressionEstimate(double[] own, double[] reference) {
        this.own = own;
        this.reference = reference;
        this.slope = slope();
    }

    /**
     * Empty where there are too few blocks.
     *
     * @param part sums of the first blocks
     * @param full sums of the full network on all of the data
     */
    static Optional<Forecast> of(BlockSums part, BlockSums full, String metric) {
        List<Long> counts = part.counts().getOrDefault(Metrics.taskOf(metric), List.of());
        double[] own = means(part, metric, counts);
        double[] reference = means(full, metric, counts);
        if (own.length < FEWEST_BLOCKS || reference.length != own.length) {
            return Optional.empty();
        }
        RegressionEstimate estimate = new RegressionEstimate(own, reference);
        double moved = estimate.slope * (full.mean(metric) - weighted(reference, counts));
        int blocks = part.blocks().getOrDefault(Metrics.taskOf(metric), own.length);
        return Optional.of(new Forecast(part.mean(metric) + moved, estimate.standardError(blocks), own.length - 2))
                .filter(forecast -> Double.isFinite(forecast.mean()));
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
    private double slope() {
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

    /** Of a sample without replacement from so many blocks. */
    private double standardError(int blocks) {
        double ownMean = mean(own);
        double referenceMean = mean(reference);
        double squares = 0;
        for (int b = 0; b < own.length; b++) {
            double left = own[b] - ownMean - slope * (reference[b] - referenceMean);
            squares += left * left;
        }
        double unseen = Math.max(0, 1 - (double) own.length / blocks);
        return Math.sqrt(unseen * squares / (own.length - 2) / own.length);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
