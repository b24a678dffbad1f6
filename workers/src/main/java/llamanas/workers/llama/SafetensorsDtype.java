package llamanas.workers.llama;

import java.util.Arrays;
import java.util.Optional;

/** The number formats of weights that are supported, by their name in a safetensors header. */
public enum SafetensorsDtype {
    F32(Dtype.FLOAT32),
    F16(Dtype.FLOAT16),
    BF16(Dtype.BFLOAT16);

    private final Dtype dtype;

    SafetensorsDtype(Dtype dtype) {
        this.dtype = dtype;
    }

    Dtype dtype() {
        return dtype;
    }

    /** Bytes of one number. */
    public int bytes() {
        return dtype.bytes();
    }

    /** The number that TorchScript text has for it. */
    public int torchCode() {
        return dtype.code;
    }

    static Optional<SafetensorsDtype> of(String name) {
        return Arrays.stream(values()).filter(d -> d.name().equals(name)).findFirst();
    }
}
