package llamanas.workers.llama;

import java.util.List;

/** A tensor that is to be written. */
public record TensorEntry(String name, SafetensorsDtype dtype, List<Long> shape) {
    public TensorEntry {
        shape = List.copyOf(shape);
    }

    /** The same name, dtype and shape as a tensor that exists. */
    public static TensorEntry like(SafetensorsTensor tensor) {
        return new TensorEntry(tensor.name(), tensor.dtype(), tensor.shape());
    }

    public long bytes() {
        return shape.stream().reduce((long) dtype.bytes(), Math::multiplyExact);
    }
}
