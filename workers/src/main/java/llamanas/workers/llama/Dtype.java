package llamanas.workers.llama;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.Locale;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.TrainSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.ModelShape;

/**
 * Number formats of weights.
 *
 * <p>{@link #code} is PyTorch's scalar type number, which is what TorchScript text uses; DJL can't name bfloat16.
 */
public enum Dtype {
    FLOAT16(5, 2),
    FLOAT32(6, 4),
    BFLOAT16(15, 2);

    final int code;
    private final int bytes;

    Dtype(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    public int bytes() {
        return bytes;
    }

    /** The name that Hugging Face and our specs use. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Converts; shares memory where nothing is to be done. */
    NDArray cast(Kernels kernels, NDArray array) {
        return kernels.run(array.getManager(), "cast", array, code);
    }

    /**
     * The dtype of a label, where {@code auto} is bfloat16 on devices that have instructions for it, and else float32.
     */
    public static Dtype choose(String label, Device device) {
        if (!label.equals(TrainSpec.AUTO)) {
            return parse(label);
        }
        return device.isGpu() || CpuFlags.multipliesBfloat16() ? BFLOAT16 : FLOAT32;
    }

    /**
     * What the quality of networks in this dtype is computed in. A CPU without instructions for bfloat16 multiplies it many times
     * slower than float32; there it is float32, where twice the memory fits well. Weights stay what bfloat16 makes of them, so
     * that only sums are more exact than they would be.
     */
    public Dtype forScores(Device device, ModelShape shape) {
        boolean slow = this == BFLOAT16 && !device.isGpu() && !CpuFlags.multipliesBfloat16();
        return slow && Cost.parameters(shape, Architecture.full(shape)) * FLOAT32.bytes <= PhysicalMemory.bytes() / 3
                ? FLOAT32
                : this;
    }

    public static Dtype parse(String label) {
        return Arrays.stream(values())
                .filter(dtype -> dtype.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "dtype '" + label + "' is unknown; expected float32, bfloat16 or float16"));
    }
}
