package llamanas.workers.tasks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import llamanas.workers.elastic.SuperNetwork;
import org.jspecify.annotations.Nullable;

/**
 * Hidden states of the full network on a task's batches, made once and kept where they fit: they are {@code hidden} numbers
 * a token, where logits would be {@code vocabulary} ones.
 */
final class FullHidden implements AutoCloseable {
    private static final long KEEP_BYTES = 1L << 30;

    private final SuperNetwork network;
    private final List<PackedBatch> batches;
    private final boolean keep;
    private final @Nullable NDArray[] kept;
    private final NDManager owner;

    FullHidden(SuperNetwork network, List<PackedBatch> batches) {
        this.network = network;
        this.batches = batches;
        long numbers = batches.stream().mapToLong(b -> b.batch().ids().length).sum()
                * network.shape().hidden();
        this.keep = numbers * network.model().dtype().bytes() <= KEEP_BYTES;
        this.kept = new NDArray[batches.size()];
        this.owner = network.model().newScope();
    }

    /** Of batch {@code i}; made in {@code scope} where it is not kept. */
    NDArray of(int i, NDManager scope) {
        return keep ? kept(i) : compute(i, scope);
    }

    private synchronized NDArray kept(int i) {
        NDArray hidden = kept[i];
        if (hidden == null) {
            hidden = compute(i, owner);
            kept[i] = hidden;
        }
        return hidden;
    }

    private NDArray compute(int i, NDManager scope) {
        return network.model().hidden(scope, batches.get(i).batch(), network.fullPlan());
    }

    @Override
    public void close() {
        owner.close();
    }
}
