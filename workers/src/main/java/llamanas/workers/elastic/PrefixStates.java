package llamanas.workers.elastic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import llamanas.workers.llama.Batch;
import llamanas.workers.llama.LlamaModel;
import llamanas.workers.llama.Subnetwork;

/**
 * What one network makes of some tokens before each of its layers, so that another which differs from it from some layer on is run from
 * there alone, and what the full network says after them, so that its output layer is not run again.
 *
 * <p>Memory: {@code layers x tokens x hidden} numbers, and the full network's distributions where they are at most
 * {@value #KEPT_BYTES} bytes. Not thread-safe.
 */
final class PrefixStates implements AutoCloseable {
    /** Of distributions in float32 that are kept; those of more tokens are made again each time. */
    private static final long KEPT_BYTES = 1L << 29;

    /** Tokens of a batch, padding included: as many as keep the matrix products busy. */
    private static final int MOST_TOKENS = 2048;

    private static final int[] PLAIN = {};

    private final LlamaModel model;
    private final Batch batch;
    private final long[][] rows;
    private final int tokens;
    private final NDManager owner;
    private final NDArray[] before;
    private final NDArray full;
    private final List<NDArray> distributions = new ArrayList<>();

    /** That of the full network, on sequences of one batch, the longest first. */
    private PrefixStates(LlamaModel model, List<int[]> sequences) {
        int length = sequences.get(0).length;
        int[] ids = new int[sequences.size() * length];
        LongStream.Builder places = LongStream.builder();
        for (int i = 0; i < sequences.size(); i++) {
            int at = i * length;
            System.arraycopy(sequences.get(i), 0, ids, at, sequences.get(i).length);
            LongStream.range(at, (long) at + sequences.get(i).length).forEach(places);
        }
        long[] all = places.build().toArray();
        this.model = model;
        this.batch = new Batch(sequences.size(), length, ids, PLAIN, PLAIN);
        this.tokens = all.length;
        this.rows = chunks(all, model.chunk());
        this.before = new NDArray[model.shape().layers()];
        this.owner = model.newScope();
        try {
            long[] plan = Plan.full(model.shape());
            before[0] = model.hidden(owner, batch, new long[0]);
            this.full = advance(model.views(plan), 0);
            if ((long) tokens * model.config().vocabSize() * Float.BYTES <= KEPT_BYTES) {
                for (long[] some : rows) {
                    distributions.add(model.distribution(owner, full, some));
                }
            }
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    /** Packs sequences into batches, the longest first: the same sequences always make the same batches. */
    static List<List<int[]>> batches(List<int[]> sequences) {
        List<int[]> sorted = sequences.stream()
                .sorted(Comparator.comparingInt((int[] ids) -> ids.length).reversed())
                .toList();
        List<List<int[]>> batches = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= sorted.size(); i++) {
            if (i == sorted.size() || (i - start + 1) * sorted.get(start).length > MOST_TOKENS) {
                batches.add(sorted.subList(start, i));
                start = i;
            }
        }
        return batches;
    }

    /** @param batch one of {@link #batches} */
    static PrefixStates of(LlamaModel model, List<int[]> batch) {
        return new PrefixStates(model, batch);
    }

    private static long[][] chunks(long[] all, int size) {
        long[][] chunks = new long[(all.length + size - 1) / size][];
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] = Arrays.copyOfRange(all, i * size, Math.min(all.length, (i + 1) * size));
        }
        return chunks;
    }

    /**
     * How far another network is from the full one.
     *
     * @param first layer up to which it is the network whose states these are
     * @return KL divergence, the sum over all tokens, nats
     */
    double divergence(Subnetwork other, int first) {
        double sum = 0;
        for (float value : divergences(other, first)) {
            sum += value;
        }
        return sum;
    }

    /** The same token by token. */
    float[] divergences(Subnetwork other, int first) {
        float[] all = new float[tokens];
        int at = 0;
        try (NDManager scope = model.newScope()) {
            NDArray hidden = model.onward(scope, before[first], batch, other, first, before.length);
            for (int i = 0; i < rows.length; i++) {
                float[] some = divergence(i, hidden);
                System.arraycopy(some, 0, all, at, some.length);
                at += some.length;
            }
        }
        return all;
    }

    private float[] divergence(int chunk, NDArray hidden) {
        return distributions.isEmpty()
                ? model.divergence(full, hidden, rows[chunk])
                : model.divergenceFrom(distributions.get(chunk), hidden, rows[chunk]);
    }

    /**
     * From now on these are the states of another network.
     *
     * @param first layer up to which it is the network whose states these were
     */
    void become(Subnetwork other, int first) {
        advance(other, first).close();
    }

    /** Makes the states behind layer {@code first} and all after it; gives those behind the last. */
    private NDArray advance(Subnetwork network, int first) {
        for (int layer = first; layer + 1 < before.length; layer++) {
            NDArray next = model.onward(owner, before[layer], batch, network, layer, layer + 1);
            if (before[layer + 1] != null) {
                before[layer + 1].close();
            }
            before[layer + 1] = next;
        }
        return model.onward(owner, before[before.length - 1], batch, network, before.length - 1, before.length);
    }

    @Override
    public void close() {
        owner.close();
    }
}
