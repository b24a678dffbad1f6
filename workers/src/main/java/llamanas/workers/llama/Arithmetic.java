package llamanas.workers.llama;

import ai.djl.Device;

/**
 * What a network's numbers are rounded to, and what is computed in. Where they differ, only sums are more, or less, exact than they
 * would be.
 *
 * @param stored of weights: what {@code bytes} counts
 * @param computed of products; never float16, which CPUs have no fast products of
 */
public record Arithmetic(Dtype stored, Dtype computed) {
    public static Arithmetic in(Dtype dtype) {
        return new Arithmetic(dtype, dtype);
    }

    /**
     * To tell how good networks of that dtype are, not how fast. A CPU without instructions for bfloat16 multiplies it many times
     * slower than float32; there it is float32, where twice the memory fits well.
     */
    public static Arithmetic forScores(CheckpointIndex checkpoint, Device device, Dtype dtype) {
        boolean slow = dtype != Dtype.FLOAT32 && (dtype == Dtype.FLOAT16 || !Dtype.BFLOAT16.isMultipliedBy(device));
        return new Arithmetic(dtype, slow && fits(checkpoint, device) ? Dtype.FLOAT32 : withoutFloat16(dtype));
    }

    /** Whether a checkpoint in float32 leaves most of the memory to others. */
    public static boolean fits(CheckpointIndex checkpoint, Device device) {
        return device.isGpu() || checkpoint.numbers() * Dtype.FLOAT32.bytes() <= PhysicalMemory.bytes() / 3;
    }

    private static Dtype withoutFloat16(Dtype dtype) {
        return dtype == Dtype.FLOAT16 ? Dtype.BFLOAT16 : dtype;
    }

    /** As it is deployed: in the dtype that it is stored in, where that can be computed in. */
    public Arithmetic deployed() {
        return stored == Dtype.FLOAT16 ? this : in(stored);
    }
}
