package llamanas.workers.tasks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Metrics;
import llamanas.workers.elastic.SuperNetwork;
import org.jspecify.annotations.Nullable;

/**
 * How well a sub-network predicts documents: each is scored from BOS, and the mean goes over all tokens of all documents.
 * Optionally the KL divergence from the full network at the same places, a quality measure that needs no labels
 * (EvoPress, arXiv 2410.14649).
 */
final class TextTask implements Task {
    private final SuperNetwork network;
    private final List<PackedBatch> batches;
    private final List<int[]> sample;
    private final long tokens;
    private final @Nullable FullHidden full;

    private TextTask(SuperNetwork network, List<int[]> documents, boolean kl) {
        int context = network.shape().context();
        List<Sequence> windows = new ArrayList<>();
        for (int[] document : documents) {
            windows.addAll(Windows.of(document, context, 0));
        }
        this.network = network;
        this.batches = PackedBatch.pack(windows);
        this.sample = windows.stream().map(Sequence::ids).toList();
        this.tokens = windows.stream().mapToLong(w -> w.rows().length).sum();
        this.full = kl ? new FullHidden(network, batches) : null;
    }

    /**
     * Reads a text file.
     *
     * @param limit documents to use at most; 0 for all
     * @param kl whether to measure the divergence from the full network as well
     */
    static TextTask read(Path file, SuperNetwork network, int limit, boolean kl) {
        List<int[]> documents = TaskFiles.documents(file, limit).stream()
                .map(text -> TokenIds.withBos(network.tokenizer(), text))
                .filter(ids -> ids.length > 1)
                .toList();
        if (documents.isEmpty()) {
            throw new InvalidInputException(file + ": no document in it has a token to score");
        }
        return new TextTask(network, documents, kl);
    }

    @Override
    public Map<String, Double> evaluate(long[] plan, Progress progress) {
        double[] nats = new double[1];
        double[] divergence = new double[1];
        for (int i = 0; i < batches.size(); i++) {
            PackedBatch packed = batches.get(i);
            try (NDManager scope = network.model().newScope()) {
                NDArray hidden = network.model().hidden(scope, packed.batch(), plan);
                Scorer.add(nats, packed.owners(), network.model().logprobs(hidden, packed.rows(), packed.targets()));
                if (full != null) {
                    NDArray reference = full.of(i, scope);
                    Scorer.add(
                            divergence, packed.owners(), network.model().divergence(reference, hidden, packed.rows()));
                }
            }
            progress.batchDone();
        }
        return metrics(-nats[0] / tokens, divergence[0] / tokens);
    }

    private Map<String, Double> metrics(double natsPerToken, double kl) {
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put(Metrics.NATS_PER_TOKEN, natsPerToken);
        metrics.put(Metrics.PERPLEXITY, Math.exp(natsPerToken));
        metrics.put(Metrics.ITEMS, (double) tokens);
        if (full != null) {
            metrics.put(Metrics.KL, kl);
        }
        return metrics;
    }

    @Override
    public long items() {
        return tokens;
    }

    @Override
    public int batches() {
        return batches.size();
    }

    @Override
    public List<int[]> sample() {
        return sample;
    }

    @Override
    public void close() {
        if (full != null) {
            full.close();
        }
    }
}
