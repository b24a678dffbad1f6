package llamanas.workers.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import llamanas.protocol.search.PrepareProgress;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.llama.LlamaModel;
import llamanas.workers.llama.Sampling;

/**
 * Text that a model writes itself, to train it on where there is no corpus (data-free distillation, LLM-QAT, arXiv
 * 2305.17888): sequences from BOS on, drawn by top-p from the full network.
 */
public final class SelfText {
    /** Probability of the nucleus: leaves out the unlikely tokens that would lead text astray. */
    public static final double TOP_P = 0.95;

    private static final String STAGE = "writing text";

    /** So many sequences keep the matrix products busy; more of them only take memory. */
    private static final int MOST_SEQUENCES = 128;

    /** Bytes of keys and values of the sequences that are written at once. */
    private static final long CACHE_BUDGET = 1L << 30;

    private SelfText() {}

    /**
     * Writes documents until they have {@code tokens} tokens in all: BOS, text, and EOS where the model ended before
     * {@code length}.
     *
     * @param length of a sequence at most, in tokens, BOS included
     * @param seed the same seed, network, dtype and device give the same documents
     * @param progress tokens written, of how many
     * @throws llamanas.protocol.InvalidInputException where the sequences are longer than the model's context
     */
    public static List<int[]> generate(
            SuperNetwork network, long tokens, int length, long seed, Consumer<PrepareProgress> progress) {
        Sampling how = new Sampling(length, TOP_P, 1, seed);
        int batch = batch(network.model(), how);
        List<int[]> documents = new ArrayList<>();
        long written = 0;
        while (written < tokens) {
            int sequences = (int) Math.min(batch, (tokens - written + length - 1) / length);
            for (int[] one : network.model()
                    .sample(network.fullPlan(), network.tokenizer().bosId(), how, documents.size(), sequences)) {
                documents.add(one);
                written += one.length;
            }
            progress.accept(new PrepareProgress(STAGE, Math.min(written, tokens), tokens, Double.NaN));
        }
        return documents;
    }

    /** Sequences that are written at once. */
    static int batch(LlamaModel model, Sampling how) {
        long fitting = CACHE_BUDGET / how.cacheBytes(model.config(), model.dtype());
        return (int) Math.max(1, Math.min(MOST_SEQUENCES, fitting));
    }
}
