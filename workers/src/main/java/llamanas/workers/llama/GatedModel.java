package llamanas.workers.llama;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A LLaMA with frozen weights whose blocks count by gates, and the gradient of its loss with respect to those (see gates.py).
 * A layer has one gate for its attention and one for each run of neighbouring neurons. With gates of 0 and 1 it is one of the
 * model's sub-networks; with expectations it is the relaxation of all of them.
 *
 * <p>Memory beside the model's: what enters each layer, the activations of one layer, copies of one layer's weights and of the
 * head. Not thread-safe.
 */
public final class GatedModel implements AutoCloseable {
    /** Slots for the adapters of a layer, which stay empty. */
    private static final int ADAPTERS = 14;

    private final LlamaModel model;
    private final TrainingNumbers numbers;
    private final NDManager owner;
    private final List<NDArray> weights;
    private final List<NDArray> head;
    private final List<NDArray> nothing = new ArrayList<>();
    private final NDArray cos;
    private final NDArray sin;
    private final NDArray runs;

    /**
     * What a pass found, summed over the targets.
     *
     * @param crossEntropy in nats
     * @param slopes its derivatives by the gates, {@code [layers][1 + runs]}; zeros where they were not asked for
     */
    @SuppressWarnings("ArrayRecordComponent") // numbers on their way from native code; nobody compares them
    public record Outcome(double crossEntropy, double[][] slopes) {}

    private GatedModel(LlamaModel model, int[] runs, TrainingNumbers numbers, boolean converts) {
        if (IntStream.of(runs).sum() != model.shape().ffn()) {
            throw new IllegalArgumentException(
                    "runs of neurons that do not make " + model.shape().ffn());
        }
        this.model = model;
        this.numbers = numbers;
        this.owner = model.newScope();
        try {
            this.weights = converts
                    ? model.weights().arrays().stream().map(this::own).toList()
                    : model.weights().arrays();
            this.head = List.of(
                    own(model.weights().arrays().get(1)),
                    own(model.weights().arrays().get(2)));
            for (int i = 0; i < ADAPTERS; i++) {
                nothing.add(owner.zeros(new Shape(0)));
            }
            this.cos = own(model.rotary().cos());
            this.sin = own(model.rotary().sin());
            this.runs = owner.create(IntStream.of(runs).asLongStream().toArray());
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    /**
     * Gates on a model.
     *
     * @param model has to outlive this
     * @param runs neurons of each run, which together are all
     */
    public static GatedModel of(LlamaModel model, int... runs) {
        return new GatedModel(model, runs, TrainingNumbers.of(model.dtype()), false);
    }

    /** In float64 throughout, for checks by finite differences. */
    static GatedModel exact(LlamaModel model, int... runs) {
        return new GatedModel(model, runs, TrainingNumbers.EXACT, true);
    }

    private NDArray own(NDArray array) {
        NDArray type = owner.create(new long[] {numbers.compute()});
        return model.kernels().train("own", type, array).get(0);
    }

    /** The loss alone. */
    public double loss(Lesson lesson, double[][] gates) {
        return pass(lesson, gates, 0).crossEntropy();
    }

    /** Forward and backward pass. */
    public Outcome learn(Lesson lesson, double[][] gates) {
        return pass(lesson, gates, 1);
    }

    private Outcome pass(Lesson lesson, double[][] gates, long learns) {
        LlamaConfig config = model.config();
        try (NDManager scope = model.newScope()) {
            NDList result = model.kernels()
                    .train(
                            "gated_pass",
                            scope.create(new long[] {config.headDim(), model.chunk(), numbers.wide(), learns}),
                            scope.create(new double[] {config.rmsNormEps()}),
                            scope.create(gates).toType(numbers.masterType(), false),
                            runs,
                            lesson.batch().idsOn(scope),
                            scope.create(lesson.rows()),
                            scope.create(lesson.targets()),
                            cos,
                            sin,
                            head,
                            weights,
                            nothing);
            return new Outcome(
                    result.get(0).toDoubleArray()[0], rows(result.get(1).toType(DataType.FLOAT64, false), gates));
        }
    }

    private static double[][] rows(NDArray flat, double[][] like) {
        double[] values = flat.toDoubleArray();
        int columns = like[0].length;
        double[][] rows = new double[like.length][columns];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(values, i * columns, rows[i], 0, columns);
        }
        return rows;
    }

    @Override
    public void close() {
        owner.close();
    }
}
