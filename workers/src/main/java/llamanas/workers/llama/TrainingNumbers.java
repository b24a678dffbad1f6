package llamanas.workers.llama;

import ai.djl.ndarray.types.DataType;

/**
 * The number formats of a training, as PyTorch's scalar type numbers.
 *
 * @param compute of forward and backward pass
 * @param master of the weights that the optimiser changes, of gradients and moments
 * @param wide of norms, softmax and losses
 */
record TrainingNumbers(int compute, int master, int wide) {
    private static final int SINGLE = Dtype.FLOAT32.code;
    private static final int DOUBLE = 7;

    /** For finite differences. */
    static final TrainingNumbers EXACT = new TrainingNumbers(DOUBLE, DOUBLE, DOUBLE);

    static TrainingNumbers of(Dtype compute) {
        return new TrainingNumbers(compute.code, SINGLE, SINGLE);
    }

    DataType masterType() {
        return master == DOUBLE ? DataType.FLOAT64 : DataType.FLOAT32;
    }
}
