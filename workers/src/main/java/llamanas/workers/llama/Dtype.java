package llamanas.workers.llama;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.TrainSpec;

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
        return BFLOAT16.isMultipliedBy(device) ? BFLOAT16 : FLOAT32;
    }

    /** Whether a device has instructions for products of it. Nothing here computes in float16. */
    public boolean isMultipliedBy(Device device) {
        return switch (this) {
            case FLOAT32 -> true;
            case BFLOAT16 -> device.isGpu() || CpuFlags.multipliesBfloat16();
            case FLOAT16 -> false;
        };
    }

    /**
     * A dtype to compute in.
     *
     * @throws InvalidInputException where there is no such dtype, or nothing here computes in it
     */
    public static Dtype parse(String label) {
        return find(label)
                .filter(dtype -> dtype != FLOAT16)
                .orElseThrow(() -> new InvalidInputException("dtype '" + label + "' "
                        + (label.equals(FLOAT16.label())
                                ? "is read from checkpoints, but not computed in"
                                : "is unknown")
                        + "; expected float32 or bfloat16"));
    }

    /**
     * A dtype that weights are stored in.
     *
     * @throws InvalidInputException where there is no such dtype
     */
    public static Dtype stored(String label) {
        return find(label)
                .orElseThrow(() -> new InvalidInputException(
                        "dtype '" + label + "' is unknown; expected float32, bfloat16 or float16"));
    }

    private static Optional<Dtype> find(String label) {
        return Arrays.stream(values())
                .filter(dtype -> dtype.label().equals(label))
                .findFirst();
    }
}
