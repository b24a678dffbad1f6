package llamanas.workers.tasks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Share;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.llama.Subnetwork;
import llamanas.workers.llama.Tokenizer;
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
    private final @Nullable FullNetwork full;
    private final List<Sequence> windows;
    private final DataBlocks blocks;
    private final Map<Share, Part> parts = new ConcurrentHashMap<>();

    /** The data of one share, packed; owners are blocks. */
    private record Part(List<PackedBatch> batches, List<Long> counts, long tokens, @Nullable FullNetwork full) {}

    private TextTask(SuperNetwork network, List<int[]> documents, boolean kl) {
        int context = network.shape().context();
        this.windows = new ArrayList<>();
        for (int[] document : documents) {
            windows.addAll(Windows.of(document, context, 0));
        }
        this.network = network;
        this.batches = PackedBatch.pack(windows);
        this.blocks = DataBlocks.of(windows.stream().map(Sequence::length).toList());
        this.sample = windows.stream().map(Sequence::ids).toList();
        this.tokens = windows.stream().mapToLong(w -> w.rows().length).sum();
        this.full = kl ? new FullNetwork(network, batches) : null;
    }

    /**
     * Reads a text file.
     *
     * @param limit documents to use at most; 0 for all
     * @param kl whether to measure the divergence from the full network as well
     */
    static TextTask read(Path file, SuperNetwork network, int limit, boolean kl) {
        Tokenizer tokenizer = network.tokenizer();
        List<int[]> documents = tokenizer.encodeAll(TaskFiles.documents(file, limit)).stream()
                .map(ids -> TokenIds.behindBos(tokenizer, ids))
                .filter(ids -> ids.length > 1)
                .toList();
        if (documents.isEmpty()) {
            throw new InvalidInputException(file + ": no document in it has a token to score");
        }
        return new TextTask(network, documents, kl);
    }

    @Override
    public Map<String, Double> evaluate(Subnetwork subnetwork, Progress progress) {
        double[] nats = new double[1];
        double[] divergence = new double[1];
        score(batches, full, subnetwork, progress, nats, divergence);
        return metrics(-nats[0] / tokens, divergence[0] / tokens);
    }

    @Override
    public BlockScores evaluate(Subnetwork subnetwork, Share share) {
        Part part = parts.computeIfAbsent(share, this::part);
        double[] nats = new double[part.counts().size()];
        double[] divergence = new double[nats.length];
        score(part.batches(), part.full(), subnetwork, Progress.NONE, nats, divergence);
        Map<String, List<Double>> sums = new TreeMap<>();
        sums.put(
                Metrics.NATS_PER_TOKEN,
                Arrays.stream(nats).mapToObj(sum -> -sum).toList());
        if (part.full() != null) {
            sums.put(Metrics.KL, Arrays.stream(divergence).boxed().toList());
        }
        return new BlockScores(sums, part.counts(), blocks.count(), part.tokens());
    }

    private Part part(Share share) {
        int first = share.firstOf(blocks.count());
        long[] counts = new long[blocks.countOf(share)];
        List<Sequence> chosen = new ArrayList<>();
        for (int unit : blocks.units(share)) {
            int block = blocks.of(unit) - first;
            chosen.add(windows.get(unit).ownedBy(block));
            counts[block] += windows.get(unit).rows().length;
        }
        List<PackedBatch> packed = PackedBatch.pack(chosen);
        long read = chosen.stream().mapToLong(Sequence::length).sum();
        return new Part(
                packed,
                Arrays.stream(counts).boxed().toList(),
                read,
                full == null ? null : new FullNetwork(network, packed));
    }

    /** Adds log-probabilities and divergences of the rows to those of their owners. */
    private void score(
            List<PackedBatch> data,
            @Nullable FullNetwork reference,
            Subnetwork subnetwork,
            Progress progress,
            double[] nats,
            double[] divergence) {
        for (int i = 0; i < data.size(); i++) {
            PackedBatch packed = data.get(i);
            try (NDManager scope = network.model().newScope()) {
                NDArray hidden = network.model().hidden(scope, packed.batch(), subnetwork);
                if (reference == null) {
                    Scorer.add(
                            nats, packed.owners(), network.model().logprobs(hidden, packed.rows(), packed.targets()));
                } else {
                    reference.compare(i, hidden, scope, nats, divergence);
                }
            }
            progress.batchDone();
        }
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
        Stream.concat(
                        Stream.ofNullable(full),
                        parts.values().stream().map(Part::full).filter(Objects::nonNull))
                .forEach(FullNetwork::close);
    }
}
