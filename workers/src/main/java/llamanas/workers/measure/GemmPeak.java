package llamanas.workers.measure;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.Kernels;

/** The machine's own limit: the fastest bare matrix product that the same library reaches, in the same dtype. */
final class GemmPeak {
    private static final int RUNS = 5;

    /** Who needs so long for a product will not be faster at a larger one, and has waited long enough. */
    private static final double SLOW_SECONDS = 1;

    /** {@code tokens, out, in} of the products tried: the largest of LLaMA-2-7B, and square ones. */
    private static final int[][] SHAPES = {{512, 11008, 4096}, {2048, 4096, 4096}, {4096, 4096, 4096}};

    private GemmPeak() {}

    /** In GFLOP/s. */
    static double measure(Kernels kernels, Dtype dtype) {
        double best = 0;
        for (int[] shape : SHAPES) {
            try (NDManager scope = kernels.newScope()) {
                NDArray x = kernels.random(scope, dtype, 1, shape[0], shape[2]);
                NDArray weight = kernels.random(scope, dtype, 2, shape[1], shape[2]);
                double seconds = Timing.median(
                        RUNS, () -> kernels.product(scope, x, weight).close());
                best = Math.max(best, 2.0 * shape[0] * shape[1] * shape[2] / seconds / 1e9);
                if (seconds > SLOW_SECONDS) {
                    break;
                }
            }
        }
        return best;
    }
}
