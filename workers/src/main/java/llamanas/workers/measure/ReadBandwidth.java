package llamanas.workers.measure;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.EnumSet;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.Kernels;

/**
 * The machine's own limit of everything that reads its weights once: the fastest of several sweeps over an array that no cache
 * holds. The same bytes are swept in the given dtype and in float32, as a sum and as the product with one row: the library does
 * not read equally fast for all of them.
 */
final class ReadBandwidth {
    private static final int RUNS = 3;
    private static final int COLUMNS = 4096;

    /** 16 MiB of noise, so often that it is 1 GiB; the largest caches of today's CPUs are half of that. */
    private static final long PIECE = 1 << 24;

    private static final int PIECES = 64;

    private ReadBandwidth() {}

    /** In bytes a second. */
    static double measure(Kernels kernels, Dtype dtype) {
        double seconds = Double.MAX_VALUE;
        for (Dtype as : EnumSet.of(dtype, Dtype.FLOAT32)) {
            try (NDManager scope = kernels.newScope();
                    NDArray piece = kernels.random(scope, as, 1, PIECE / as.bytes() / COLUMNS, COLUMNS);
                    NDArray large = kernels.copies(scope, piece, PIECES)) {
                seconds = Math.min(seconds, fastest(() -> kernels.sweep(scope, large)));
                seconds = Math.min(seconds, fastest(() -> kernels.total(scope, large)));
            }
        }
        return PIECE * PIECES / seconds;
    }

    private static double fastest(Runnable sweep) {
        double seconds = Timing.once(sweep);
        for (int i = 0; i < RUNS; i++) {
            seconds = Math.min(seconds, Timing.once(sweep));
        }
        return seconds;
    }
}
