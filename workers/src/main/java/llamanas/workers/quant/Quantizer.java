package llamanas.workers.quant;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import llamanas.protocol.space.QuantizedSize;
import llamanas.workers.llama.QuantizationKernels;

/**
 * Rounds matrices to 8 or 4 bits, each weight to the nearest value that its step allows: none moves by more than half a step.
 *
 * <p>Int8 is symmetric, with one step for each output channel: the largest weight of the row over 127. Int4 is asymmetric,
 * with a step and an offset for each group of neighbours in a row, so that 16 steps cover the group. Steps are rounded to
 * the network's dtype before codes are chosen. Costs O(weights); temporary memory is that of 256 rows in float32.
 */
public final class Quantizer {
    private final QuantizationKernels kernels;
    private final boolean packs;

    private Quantizer(QuantizationKernels kernels, boolean packs) {
        this.kernels = kernels;
        this.packs = packs;
    }

    /** Packs matrices for the device's kernels. */
    public static Quantizer packing(QuantizationKernels kernels) {
        return new Quantizer(kernels, true);
    }

    /**
     * Gives plain matrices of rounded numbers, for devices without a kernel: they cost as much memory and time as the
     * original.
     */
    public static Quantizer dequantizing(QuantizationKernels kernels) {
        return new Quantizer(kernels, false);
    }

    QuantizationKernels kernels() {
        return kernels;
    }

    /** Whether it packs, so that a matrix takes as little memory as its bits say. */
    public boolean packs() {
        return packs;
    }

    /**
     * @param into owner of the arrays made
     * @param weight {@code [out, in]}, may be a view
     * @param bits 8 or 4; the shape has to fit ({@link QuantizedSize#check})
     * @param group weights of an int4 group
     */
    public QuantizedMatrix quantize(NDManager into, NDArray weight, int bits, int group) {
        boolean int4 = bits == 4;
        NDArray scale = int4 ? kernels.int4Scale(into, weight, group) : kernels.int8Scale(into, weight);
        if (!packs) {
            try (scale) {
                NDArray rounded = kernels.dequantized(into, weight, scale, int4 ? group : 0);
                return new QuantizedMatrix(rounded, kernels.nothing(into));
            }
        }
        NDArray codes = int4 ? kernels.int4Pack(into, weight, scale) : kernels.int8Codes(into, weight, scale);
        return new QuantizedMatrix(codes, scale);
    }

    /** Bytes of what {@link #quantize} makes of a matrix. */
    public long bytes(int bits, long rows, long columns, int group) {
        int floats = kernels.dtype().bytes();
        return packs ? QuantizedSize.bytes(bits, rows, columns, group, floats) : rows * columns * floats;
    }
}
