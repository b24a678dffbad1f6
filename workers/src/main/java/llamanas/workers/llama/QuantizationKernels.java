package llamanas.workers.llama;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * The kernels of weight-only quantization (see quant.py) on one device, for networks that compute in one dtype. Stateless,
 * so it may be called from several threads; arrays that a call makes belong to the manager given.
 */
public final class QuantizationKernels {
    private final Kernels kernels;
    private final Dtype dtype;

    public QuantizationKernels(Kernels kernels, Dtype dtype) {
        this.kernels = kernels;
        this.dtype = dtype;
    }

    public Device device() {
        return kernels.device();
    }

    public Dtype dtype() {
        return dtype;
    }

    /** A scope for arrays; its owner closes it. */
    public NDManager newScope() {
        return kernels.newScope();
    }

    /** Scales of an int8 matrix, {@code [out]}. */
    public NDArray int8Scale(NDManager into, NDArray weight) {
        return kernels.run(into, "int8_scale", weight, dtype.code);
    }

    /** A matrix {@code [out, in]} as int8. */
    public NDArray int8Codes(NDManager into, NDArray weight, NDArray scale) {
        return kernels.run(into, "int8_codes", weight, scale);
    }

    /** Steps and values of code 8 of an int4 matrix, {@code [in / group, out, 2]}. */
    public NDArray int4Scale(NDManager into, NDArray weight, int group) {
        return kernels.run(into, "int4_scale", weight, group, dtype.code);
    }

    /** A matrix {@code [out, in]} as int4, packed for the device. */
    public NDArray int4Pack(NDManager into, NDArray weight, NDArray scale) {
        return kernels.run(into, "int4_pack", weight, scale);
    }

    /**
     * A matrix rounded to what quantization can represent, as plain numbers of the dtype.
     *
     * @param group of int4; 0 = int8
     */
    public NDArray dequantized(NDManager into, NDArray weight, NDArray scale, int group) {
        return kernels.run(into, "quantize_dequantize", weight, scale, group, dtype.code);
    }

    /** {@code x weight^T} for a quantized weight, {@code [.., out]}. */
    public NDArray product(NDManager into, NDArray x, NDArray weight, NDArray scale) {
        try (NDArray bias = nothing(into)) {
            return kernels.run(into, "quantized", x, weight, scale, bias);
        }
    }

    /** {@code x weight^T} for a weight that is not quantized, as a layer computes it, {@code [.., out]}. */
    public NDArray plainProduct(NDManager into, NDArray x, NDArray weight) {
        try (NDArray bias = nothing(into)) {
            return kernels.run(into, "project", x, weight, bias);
        }
    }

    /** The first rows and columns of a matrix. A view. */
    public NDArray prefix(NDManager into, NDArray matrix, long rows, long columns) {
        return kernels.run(into, "prefix", matrix, rows, columns);
    }

    /** The first entries of a vector. A view. */
    public NDArray first(NDManager into, NDArray vector, long count) {
        return kernels.run(into, "first", vector, count);
    }

    /** What stands in the kernels' lists where there is no scale. */
    public NDArray nothing(NDManager into) {
        return dtype.cast(kernels, into.create(new Shape(0), DataType.FLOAT32));
    }

    /** Numbers of any dtype as float32. */
    public NDArray wide(NDManager into, NDArray array) {
        return kernels.run(into, "cast", array, Dtype.FLOAT32.code);
    }

    /** Numbers of any dtype in that of the network. */
    public NDArray narrow(NDManager into, NDArray array) {
        return kernels.run(into, "cast", array, dtype.code);
    }

    /** Bytes that an array's elements take. */
    public long bytes(NDArray array) {
        try (NDArray count = kernels.run(array.getManager(), "element_bytes", array)) {
            return count.getLong();
        }
    }
}
