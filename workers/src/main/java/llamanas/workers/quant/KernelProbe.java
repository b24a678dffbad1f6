package llamanas.workers.quant;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import llamanas.workers.llama.QuantizationKernels;

/**
 * Whether a device has a kernel for quantized matrices. It depends on the device, its generation and the dtype, in ways that
 * change from version to version: so a small product is tried, and its result compared.
 */
public final class KernelProbe {
    private static final int SIZE = 64;
    private static final float TOLERANCE = 0.02f;

    private KernelProbe() {}

    /** @param bits 8 or 4 */
    public static boolean works(QuantizationKernels kernels, int bits) {
        try (NDManager scope = kernels.newScope()) {
            NDArray weight = numbers(kernels, scope, SIZE);
            NDArray x = numbers(kernels, scope, 1);
            QuantizedMatrix packed = Quantizer.packing(kernels).quantize(scope, weight, bits, SIZE);
            NDArray found = kernels.wide(scope, kernels.product(scope, x, packed.weight(), packed.scale()));
            NDArray plain = Quantizer.dequantizing(kernels)
                    .quantize(scope, weight, bits, SIZE)
                    .weight();
            NDArray expected =
                    kernels.wide(scope, x).matMul(kernels.wide(scope, plain).transpose());
            float largest = expected.abs().max().getFloat();
            return found.sub(expected).abs().max().getFloat() <= TOLERANCE * largest;
        } catch (EngineException e) {
            return false;
        }
    }

    /** Sines of whole numbers, {@code [rows, SIZE]}: of both signs, and of all sizes up to 1. */
    private static NDArray numbers(QuantizationKernels kernels, NDManager scope, int rows) {
        NDArray sines = scope.arange((float) rows * SIZE).sin().reshape(new Shape(rows, SIZE));
        return kernels.narrow(scope, sines);
    }
}
