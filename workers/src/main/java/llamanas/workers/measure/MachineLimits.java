package llamanas.workers.measure;

import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.EngineThreads;
import llamanas.workers.llama.Kernels;

/**
 * What a device can do at most, measured with the same library and threads as what is compared with it.
 *
 * @param flops floating point operations a second of the fastest matrix product in the dtype
 * @param bandwidth bytes a second that are read from memory
 */
public record MachineLimits(double flops, double bandwidth) {
    private static final double GIGA = 1e9;

    /**
     * Measures, alone on the device; some seconds, and 1 GiB of its memory.
     *
     * @param threads of one operation, on a CPU
     */
    public static MachineLimits measure(Kernels kernels, Dtype dtype, int threads) {
        return DeviceLock.of(kernels.device().toString()).alone(() -> {
            EngineThreads set = EngineThreads.use(threads);
            try {
                return new MachineLimits(
                        GIGA * GemmPeak.measure(kernels, dtype), ReadBandwidth.measure(kernels, dtype));
            } finally {
                set.close();
            }
        });
    }

    /** Seconds that work takes at least: its arithmetic at the peak or its bytes at the bandwidth, what is longer. */
    public double seconds(double flops, double bytes) {
        return Math.max(flops / this.flops, bytes / bandwidth);
    }

    /** Whether reading is what binds. */
    public boolean boundByReading(double flops, double bytes) {
        return bytes / bandwidth >= flops / this.flops;
    }
}
