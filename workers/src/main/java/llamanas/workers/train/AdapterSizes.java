package llamanas.workers.train;

import java.util.List;
import llamanas.workers.llama.CheckpointLayout;
import llamanas.workers.llama.LlamaConfig;
import llamanas.workers.llama.TensorSpec;

/** How large low-rank adapters are: {@code down [rank, in]} and {@code up [out, rank]} beside each projection of a layer. */
final class AdapterSizes {
    /** Down and up for q, k, v, o, gate, up and down. */
    static final int PROJECTIONS = 7;

    private AdapterSizes() {}

    static long parameters(LlamaConfig config, int rank) {
        return CheckpointLayout.of(config).stream()
                .filter(tensor -> tensor.layer() != TensorSpec.OUTSIDE)
                .map(tensor -> tensor.shape(config))
                .filter(shape -> shape.size() == 2)
                .mapToLong(shape -> rank * sum(shape))
                .sum();
    }

    private static long sum(List<Long> shape) {
        return shape.stream().mapToLong(Long::longValue).sum();
    }
}
