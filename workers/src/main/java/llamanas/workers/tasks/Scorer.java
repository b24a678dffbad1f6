package llamanas.workers.tasks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import llamanas.workers.llama.LlamaModel;
import llamanas.workers.llama.Subnetwork;

/** Runs packed batches through a sub-network and sums log-probabilities by owner. */
final class Scorer {
    private Scorer() {}

    /**
     * @return summed log-probability of each owner's rows, in nats
     */
    static double[] loglikelihoods(
            LlamaModel model, List<PackedBatch> batches, Subnetwork subnetwork, int owners, Task.Progress progress) {
        double[] sums = new double[owners];
        for (PackedBatch packed : batches) {
            try (NDManager scope = model.newScope()) {
                NDArray hidden = model.hidden(scope, packed.batch(), subnetwork);
                add(sums, packed.owners(), model.logprobs(hidden, packed.rows(), packed.targets()));
            }
            progress.batchDone();
        }
        return sums;
    }

    /**
     * Adds values to the sums of their owners.
     *
     * @throws NotFiniteException where one is not finite, which would never win a comparison, or always
     */
    static void add(double[] sums, int[] owners, float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new NotFiniteException(values[i]);
            }
            sums[owners[i]] += values[i];
        }
    }
}
