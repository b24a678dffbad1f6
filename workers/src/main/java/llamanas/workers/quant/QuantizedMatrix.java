package llamanas.workers.quant;

import ai.djl.ndarray.NDArray;

/**
 * A quantized matrix as the kernels take it.
 *
 * @param weight packed codes, whose dtype says how they are read; or plain numbers where {@code scale} is empty
 * @param scale int8: {@code [out]}; int4: {@code [in / group, out, 2]}, steps and values of code 8
 */
public record QuantizedMatrix(NDArray weight, NDArray scale) {}
