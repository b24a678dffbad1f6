package llamanas.workers.llama;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * Watches one layer of the full network at work and says how much its neurons and heads matter (see ordering.py). What it
 * sums up takes {@code ffn^2} numbers in float32 where pairs of neurons are looked at: 485 MB for LLaMA-2-7B, one layer at a
 * time.
 */
public final class LayerObserver implements AutoCloseable {
    private final LlamaModel model;
    private final int at;
    private final NDManager scope;
    private final NDArray gram;
    private final NDArray heads;
    private final NDArray squares;
    private long tokens;

    /**
     * @param pairs whether to look at pairs of neurons, which {@link #eliminate} needs
     */
    public LayerObserver(LlamaModel model, int layer, boolean pairs) {
        LlamaConfig config = model.config();
        long queries = (long) config.heads() * config.headDim();
        this.model = model;
        this.at = CheckpointLayout.firstOf(layer);
        this.scope = model.newScope();
        this.gram = zeros(pairs ? new Shape(config.intermediateSize(), config.intermediateSize()) : new Shape(0));
        this.heads = zeros(new Shape(config.heads(), config.headDim(), config.headDim()));
        this.squares = zeros(new Shape(2L * config.hiddenSize() + queries + config.intermediateSize()));
    }

    private NDArray zeros(Shape shape) {
        return scope.zeros(shape, DataType.FLOAT32);
    }

    /**
     * Runs the layer on a plain sequence.
     *
     * @param x what enters it, {@code [1, sequence, hidden]}
     * @return what leaves it
     */
    public NDArray observe(NDManager into, NDArray x) {
        tokens += x.getShape().get(1);
        return model.kernels()
                .run(
                        into,
                        "observe",
                        x,
                        model.weights().all(),
                        at,
                        model.rotary().cos(),
                        model.rotary().sin(),
                        model.config().headDim(),
                        model.config().rmsNormEps(),
                        gram,
                        heads,
                        squares);
    }

    /**
     * Neurons in the order of least harm.
     *
     * @param order the first one to go first
     * @param harm root mean square of the change of the layer's output, relative to it, when this neuron and all before it
     *     are gone
     */
    @SuppressWarnings("ArrayRecordComponent") // numbers on their way out of native code; nobody compares them
    public record Elimination(int[] order, double[] harm) {}

    /** Drops neurons one at a time; {@code O(ffn^2)}. */
    public Elimination eliminate() {
        double[] both = read("eliminate", gram, model.weights().all(), at);
        int count = both.length / 2;
        int[] order =
                Arrays.stream(both, 0, count).mapToInt(index -> (int) index).toArray();
        double[] harm = Arrays.stream(both, count, both.length)
                .map(energy -> Math.sqrt(Math.max(energy, 0) / Math.max(tokens, 1)))
                .toArray();
        return new Elimination(order, harm);
    }

    /** Root mean square of what each head adds to the layer's output, relative to it. */
    public double[] headContributions() {
        return Arrays.stream(read("head_energies", heads, model.weights().all(), at))
                .map(energy -> Math.sqrt(Math.max(energy, 0) / Math.max(tokens, 1)))
                .toArray();
    }

    /** Wanda's scores, summed over the weights of each neuron, then of each head. */
    public double[] wanda() {
        return read("wanda", squares, model.weights().all(), at, model.config().headDim());
    }

    /** L2 norms of the weights of each neuron, then of each head. */
    public double[] magnitude() {
        return read("magnitude", model.weights().all(), at, model.config().headDim());
    }

    private double[] read(String kernel, Object... arguments) {
        try (NDArray result = model.kernels().run(scope, kernel, arguments)) {
            if (result.getDataType() == DataType.FLOAT64) {
                return result.toDoubleArray();
            }
            float[] values = result.toFloatArray();
            double[] wide = new double[values.length];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = values[i];
            }
            return wide;
        }
    }

    @Override
    public void close() {
        scope.close();
    }
}
