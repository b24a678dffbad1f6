package llamanas.engine.search.fidelity;

import java.util.List;
import llamanas.engine.search.StudentT;
import llamanas.protocol.search.BlockSums;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.Metrics;

/**
 * By how much a candidate's metric is worse than a rival's on the blocks that both are measured on. Losses of two sub-networks of one
 * model go up and down together from block to block, so that their difference is known many times better than either.
 *
 * <p>The blocks are a random sample, drawn without replacement, of those of all of the data, and the difference is a ratio estimate
 * (Cochran, Sampling Techniques, chapter 6): its standard error goes to 0 as the sample becomes the whole.
 *
 * @param worse mean difference in costs per item; above 0 where the candidate is worse
 * @param standardError of it, as an estimate of the difference on all of the data
 * @param blocks that both are measured on
 */
record PairedDifference(double worse, double standardError, int blocks) {
    /** Below, nothing is known of the spread. */
    private static final int FEWEST_BLOCKS = 4;

    /** Metrics that are shares of right answers, where few items may all agree by chance. */
    private static final List<String> SHARES_OF_ITEMS = List.of(Metrics.ACC, Metrics.ACC_NORM);

    /**
     * The difference of two candidates; the rival is measured on all blocks that the candidate is measured on. O(blocks).
     *
     * @param metric that is a mean over items
     */
    static PairedDifference of(BlockSums candidate, BlockSums rival, String metric, Direction direction) {
        String task = Metrics.taskOf(metric);
        List<Double> own = candidate.sums().getOrDefault(metric, List.of());
        List<Double> other = rival.sums().getOrDefault(metric, List.of());
        List<Long> counts = candidate.counts().getOrDefault(task, List.of());
        int blocks = Math.min(own.size(), other.size());
        double difference = 0;
        long items = 0;
        for (int b = 0; b < blocks; b++) {
            difference += direction.cost(own.get(b) - other.get(b));
            items += counts.get(b);
        }
        double worse = difference / items;
        double squares = 0;
        for (int b = 0; b < blocks; b++) {
            double residual = direction.cost(own.get(b) - other.get(b)) - worse * counts.get(b);
            squares += residual * residual;
        }
        double unseen = 1 - (double) blocks / candidate.blocks().getOrDefault(task, blocks);
        double variance = squares / (blocks - 1) * blocks / ((double) items * items);
        return new PairedDifference(worse, Math.sqrt(unseen * Math.max(variance, least(metric, items))), blocks);
    }

    /** As if one item more spoke for the candidate, and one for the rival. */
    private static double least(String metric, long items) {
        boolean share = SHARES_OF_ITEMS.stream().anyMatch(name -> metric.endsWith("." + name));
        return share ? 2.0 / ((double) items * items) : 0;
    }

    /** Whether the candidate is worse on all of the data, with an error of at most so much. */
    boolean isSure(double error) {
        if (standardError == 0) {
            return worse > 0;
        }
        return blocks >= FEWEST_BLOCKS && worse > 0 && worse > StudentT.quantile(1 - error, blocks - 1) * standardError;
    }
}
