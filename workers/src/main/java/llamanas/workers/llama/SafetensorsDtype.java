package llamanas.workers.llama;

import java.util.Arrays;
import java.util.Optional;

/** The number formats of weights that are supported, by their name in a safetensors header. */
public enum SafetensorsDtype {
    F32(4, 6),
    F16(2, 5),
    BF16(2, 15);

    private final int bytes;
    private final int torchCode;

    SafetensorsDtype(int bytes, int torchCode) {
        this.bytes = bytes;
        this.torchCode = torchCode;
    }

    /** Bytes of one number. */
    public int bytes() {
        return bytes;
    }

    /** The number that TorchScript text has for it. */
    public int torchCode() {
        return torchCode;
    }

    static Optional<SafetensorsDtype> of(String name) {
        return Arrays.stream(values()).filter(d -> d.name().equals(name)).findFirst();
    }
}
