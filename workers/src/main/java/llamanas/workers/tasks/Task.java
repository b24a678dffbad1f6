package llamanas.workers.tasks;

import java.util.List;
import java.util.Map;
import llamanas.protocol.search.Share;
import llamanas.workers.llama.Subnetwork;

/** Data, tokenised and packed once, that any sub-network of one model can be scored on. Thread-safe. */
public interface Task extends AutoCloseable {
    /**
     * Scores a sub-network.
     *
     * @param subnetwork what is evaluated
     * @param progress told after each batch
     * @return metrics by short name ({@code nats_per_token}, {@code acc}, ..), with {@code items}
     */
    Map<String, Double> evaluate(Subnetwork subnetwork, Progress progress);

    /**
     * Scores a sub-network on a share of the data.
     *
     * @param subnetwork what is evaluated
     * @return sums by block: the shares of one sub-network add up to what {@link #evaluate} says of all
     */
    BlockScores evaluate(Subnetwork subnetwork, Share share);

    /** What {@code items} counts: scored tokens of a text, questions of a multiple choice task. */
    long items();

    /** Batches of one evaluation. */
    int batches();

    /** Some plain token sequences of this data, for calibration. */
    List<int[]> sample();

    @Override
    void close();

    /** Told how far an evaluation is. */
    interface Progress {
        Progress NONE = () -> {};

        void batchDone();
    }
}
