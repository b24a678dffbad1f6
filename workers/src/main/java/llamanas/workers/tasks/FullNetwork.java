package llamanas.workers.tasks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.llama.LlamaModel;
import org.jspecify.annotations.Nullable;

/**
 * What the full network predicts on a task's batches, made once and kept where it fits: distributions, which are
 * {@code vocabulary} numbers a token and save the output projection of each comparison, or else hidden states.
 */
final class FullNetwork implements AutoCloseable {
    /** Of one task. */
    private static final long KEEP_BYTES = 1L << 30;

    private final SuperNetwork network;
    private final List<PackedBatch> batches;
    private final boolean keepHidden;
    private final boolean keepDistributions;
    private final @Nullable NDArray[] hidden;
    private final @Nullable NDArray[][] distributions;
    private final NDManager owner;

    FullNetwork(SuperNetwork network, List<PackedBatch> batches) {
        this.network = network;
        this.batches = batches;
        long tokens = batches.stream().mapToLong(b -> b.batch().ids().length).sum();
        long rows = batches.stream().mapToLong(b -> b.rows().length).sum();
        LlamaModel model = network.model();
        this.keepDistributions = rows * model.config().vocabSize() * Float.BYTES <= KEEP_BYTES;
        this.keepHidden = !keepDistributions
                && tokens * network.shape().hidden() * model.dtype().bytes() <= KEEP_BYTES;
        this.hidden = new NDArray[batches.size()];
        this.distributions = new NDArray[batches.size()][];
        this.owner = model.newScope();
    }

    /**
     * Adds up, by the owners of its rows, what another network makes of a batch.
     *
     * @param i the batch
     * @param states the other network's, {@code [batch, sequence, hidden]}
     * @param nats where its log-probabilities are added
     * @param divergence where the KL divergence from the full network is added
     */
    void compare(int i, NDArray states, NDManager scope, double[] nats, double[] divergence) {
        if (keepDistributions) {
            NDArray[] kept = distributions(i);
            compare(i, states, nats, divergence, (scoped, chunk, rows) -> kept[chunk]);
        } else {
            NDArray full = hidden(i, scope);
            compare(i, states, nats, divergence, (scoped, chunk, rows) -> network.model()
                    .distribution(scoped, full, rows));
        }
    }

    /** Distributions of some rows, the {@code chunk}th of their batch. */
    private interface Predicted {
        NDArray of(NDManager scope, int chunk, long[] rows);
    }

    private void compare(int i, NDArray states, double[] nats, double[] divergence, Predicted full) {
        PackedBatch packed = batches.get(i);
        int size = network.model().chunk();
        for (int chunk = 0; chunk * size < packed.rows().length; chunk++) {
            int at = chunk * size;
            int end = Math.min(packed.rows().length, at + size);
            long[] rows = Arrays.copyOfRange(packed.rows(), at, end);
            long[] targets = Arrays.copyOfRange(packed.targets(), at, end);
            try (NDManager scope = network.model().newScope()) {
                float[] both = network.model().compared(full.of(scope, chunk, rows), states, rows, targets);
                int[] owners = Arrays.copyOfRange(packed.owners(), at, end);
                Scorer.add(nats, owners, Arrays.copyOf(both, rows.length));
                Scorer.add(divergence, owners, Arrays.copyOfRange(both, rows.length, both.length));
            }
        }
    }

    private synchronized NDArray[] distributions(int i) {
        NDArray[] made = distributions[i];
        if (made == null) {
            try (NDManager scope = owner.newSubManager()) {
                made = distributions(batches.get(i).rows(), states(i, scope));
            }
            distributions[i] = made;
        }
        return made;
    }

    private NDArray[] distributions(long[] rows, NDArray states) {
        int size = network.model().chunk();
        NDArray[] made = new NDArray[(rows.length + size - 1) / size];
        for (int chunk = 0; chunk < made.length; chunk++) {
            long[] some = Arrays.copyOfRange(rows, chunk * size, Math.min(rows.length, (chunk + 1) * size));
            made[chunk] = network.model().distribution(owner, states, some);
        }
        return made;
    }

    private NDArray hidden(int i, NDManager scope) {
        return keepHidden ? keptHidden(i) : states(i, scope);
    }

    private synchronized NDArray keptHidden(int i) {
        NDArray made = hidden[i];
        if (made == null) {
            made = states(i, owner);
            hidden[i] = made;
        }
        return made;
    }

    private NDArray states(int i, NDManager scope) {
        return network.model().hidden(scope, batches.get(i).batch(), network.fullPlan());
    }

    @Override
    public void close() {
        owner.close();
    }
}
