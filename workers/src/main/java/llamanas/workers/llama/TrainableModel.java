package llamanas.workers.llama;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A LLaMA whose weights change: forward and backward passes of its sub-networks, gradients that add up, and AdamW on float32
 * master weights. It begins as a copy of a {@link LlamaModel}, which stays as it is and may serve as the frozen teacher.
 *
 * <p>Everything is made of single native calls, one a pass and one a step; each result is the same for the same numbers
 * before, so that a training can be cut off and resumed without a trace. Not thread-safe.
 */
public final class TrainableModel implements AutoCloseable {
    private static final int[] NORM_AND_HEAD = {1, 2};

    private final LlamaModel teacher;
    private final Kernels kernels;
    private final TrainingNumbers numbers;
    private final TrainableWeights weights;
    private final NDManager owner;
    private final NDArray cos;
    private final NDArray sin;
    private final List<NDArray> head;
    private final List<NDArray> frozenHead;
    private final boolean adapted;
    private final double adapterScale;

    /**
     * What to train.
     *
     * @param rank of low-rank adapters; 0 = all weights
     * @param scale of what adapters add
     * @param seed of the adapters' beginnings
     */
    public record Adapters(int rank, double scale, long seed) {
        public static final Adapters NONE = new Adapters(0, 0, 0);
    }

    /**
     * Weights of the two losses in the gradient, for one target.
     *
     * @param crossEntropy of the cross-entropy
     * @param divergence of the KL divergence from the teacher
     */
    public record LossWeights(double crossEntropy, double divergence) {}

    /**
     * Losses, summed over the targets of a pass, in nats.
     *
     * @param hidden last hidden states, {@code [batch, sequence, hidden]}, for use as a teacher
     */
    public record Outcome(double crossEntropy, double divergence, NDArray hidden) {}

    /** Settings of one AdamW step; {@code clip} 0 = no limit to the gradient's norm. */
    public record Step(
            long number, double learningRate, double beta1, double beta2, double epsilon, double decay, double clip) {}

    private TrainableModel(LlamaModel teacher, LlamaModel begin, TrainingNumbers numbers, Adapters adapters) {
        this.teacher = teacher;
        this.kernels = teacher.kernels();
        this.numbers = numbers;
        this.adapted = adapters.rank() > 0;
        this.adapterScale = adapters.scale();
        this.owner = kernels.newScope();
        try {
            this.cos = own(teacher.rotary().cos());
            this.sin = own(teacher.rotary().sin());
            this.weights =
                    new TrainableWeights(kernels, begin.weights().arrays(), numbers, adapters.rank(), adapters.seed());
            this.head = heads(weights.w, "alias");
            this.frozenHead = heads(teacher.weights().arrays(), "own");
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    /**
     * A trainable copy.
     *
     * @param teacher the network before training, in the dtype that is to be computed in; has to outlive this
     * @param begin the same network in a dtype that loses nothing; has to outlive this as well
     */
    public static TrainableModel of(LlamaModel teacher, LlamaModel begin, Adapters adapters) {
        return new TrainableModel(teacher, begin, TrainingNumbers.of(teacher.dtype()), adapters);
    }

    /** In float64 throughout, for checks by finite differences. */
    static TrainableModel exact(LlamaModel begin, Adapters adapters) {
        return new TrainableModel(begin, begin, TrainingNumbers.EXACT, adapters);
    }

    /** Final norm and head under the name that the kernel knows a teacher's by. */
    private List<NDArray> heads(List<NDArray> list, String kernel) {
        List<NDArray> heads = new ArrayList<>();
        for (int index : NORM_AND_HEAD) {
            heads.add(convert(owner, list.get(index), kernel));
        }
        return heads;
    }

    private NDArray convert(NDManager into, NDArray array, String kernel) {
        return kernels.train(kernel, into.create(new long[] {numbers.compute()}), array)
                .get(0);
    }

    private NDArray own(NDArray array) {
        return convert(owner, array, "own");
    }

    TrainableWeights weights() {
        return weights;
    }

    /** What is computed in. */
    public Dtype dtype() {
        return teacher.dtype();
    }

    public NDManager newScope() {
        return kernels.newScope();
    }

    /** Losses of a sub-network, without any gradient. */
    public Outcome losses(NDManager scope, Lesson lesson, long[] plan, @Nullable Teacher by) {
        return pass(scope, lesson, plan, by, new LossWeights(0, 0), new long[] {0, 0});
    }

    /**
     * Forward and backward pass of a sub-network; gradients are added to those of earlier passes.
     *
     * @param keeps whether activations are kept for the backward pass, or computed again layer by layer
     */
    public Outcome learn(
            NDManager scope, Lesson lesson, long[] plan, @Nullable Teacher teacher, LossWeights losses, boolean keeps) {
        return pass(scope, lesson, plan, teacher, losses, new long[] {1, keeps ? 1 : 0});
    }

    /** Who says how it should be: the last hidden states of some network over the same batch, and whose head reads them. */
    public static final class Teacher {
        private final NDArray hidden;
        private final List<NDArray> head;

        private Teacher(NDArray hidden, List<NDArray> head) {
            this.hidden = hidden;
            this.head = head;
        }
    }

    /** The full network as it is now, by what it made of the same batch. */
    public Teacher asTeacher(Outcome full) {
        return new Teacher(full.hidden(), head);
    }

    /** The network as it was before training. */
    public Teacher frozenTeacher(NDManager scope, Lesson lesson, long[] fullPlan) {
        return new Teacher(convert(scope, teacher.hidden(scope, lesson.batch(), fullPlan), "own"), frozenHead);
    }

    private Outcome pass(
            NDManager scope,
            Lesson lesson,
            long[] plan,
            @Nullable Teacher by,
            LossWeights losses,
            long[] learnsAndKeeps) {
        LlamaConfig config = teacher.config();
        long[] whole = {
            config.headDim(), teacher.chunk(), learnsAndKeeps[1], adapted ? 0 : 1, numbers.wide(), learnsAndKeeps[0]
        };
        double[] real = {config.rmsNormEps(), losses.crossEntropy(), losses.divergence(), adapterScale};
        NDList result = kernels.train(
                "train_pass",
                scope.create(whole),
                scope.create(real),
                scope.create(plan),
                lesson.batch().idsOn(scope),
                scope.create(lesson.rows()),
                scope.create(lesson.targets()),
                cos,
                sin,
                by == null ? scope.zeros(new Shape(0)) : by.hidden,
                by == null ? frozenHead : by.head,
                weights.w,
                weights.a,
                weights.g,
                weights.b);
        double[] sums = result.get(0).toDoubleArray();
        return new Outcome(sums[0], sums[1], result.get(1));
    }

    /**
     * Changes the weights by one step of AdamW (decoupled weight decay on matrices alone) and forgets the gradients.
     *
     * @return norm of the gradient before it was cut; where it is not finite, the weights stay as they were
     */
    public double step(Step step) {
        try (NDManager scope = newScope()) {
            double norm = kernels.train("gradient_norm", scope.create(new long[0]), weights.gradient())
                    .get(0)
                    .toDoubleArray()[0];
            if (Double.isFinite(norm)) {
                double factor = step.clip() > 0 && norm > step.clip() ? step.clip() / norm : 1;
                change(scope, weights.matrices, step, step.decay(), factor);
                change(scope, weights.vectors, step, 0, factor);
            }
            kernels.train("forget", scope.create(new long[0]), weights.gradient());
            return norm;
        }
    }

    private void change(NDManager scope, TrainableWeights.Group group, Step step, double decay, double factor) {
        if (group.master().isEmpty()) {
            return;
        }
        List<NDArray> steps = new ArrayList<>();
        group.master().forEach(array -> steps.add(scope.create((float) step.number())));
        double[] real = {step.learningRate(), step.beta1(), step.beta2(), decay, step.epsilon(), factor};
        kernels.train(
                "adamw",
                scope.create(real),
                group.master(),
                group.gradient(),
                group.firstMoment(),
                group.secondMoment(),
                steps,
                group.work());
    }

    /** Number of arrays whose values are the state of the training: masters and moments. */
    public int stateSize() {
        return weights.state.size();
    }

    /** Bytes of all of them. */
    public long stateBytes() {
        return weights.state.stream().mapToLong(NDArray::size).sum() * Float.BYTES;
    }

    public long stateBytes(int index) {
        return weights.state.get(index).size() * Float.BYTES;
    }

    /** The numbers of one array of the state, float32 and little-endian. */
    public ByteBuffer readState(int index) {
        return weights.state.get(index).toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Sets one array of the state; {@link #stateWritten} follows when all are set. */
    public void writeState(int index, ByteBuffer values) {
        try (NDManager scope = newScope()) {
            NDArray to = weights.state.get(index);
            weights.assign(
                    to, scope.create(values.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer(), to.getShape()));
        }
    }

    /** What is computed with follows the masters again. */
    public void stateWritten() {
        weights.refresh();
    }

    /**
     * A weight as it is now, with its adapter merged.
     *
     * @param name in a checkpoint
     * @return float32, row-major
     */
    private FloatBuffer weight(String name) {
        List<TensorSpec> layout = CheckpointLayout.forKernels(teacher.config());
        boolean tied = teacher.config().tiedEmbeddings() && name.equals(CheckpointLayout.HEAD.name());
        String stored = tied ? CheckpointLayout.EMBEDDING.name() : name;
        int index = IntStream.range(0, layout.size())
                .filter(i -> layout.get(i).name().equals(stored))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a LLaMA has no " + name));
        try (NDManager scope = newScope()) {
            NDArray merged = weights.merged(scope, index, adapterScale);
            return merged.toByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
        }
    }

    /** Writes a weight as it is now, in the dtype that it has in a checkpoint. */
    public void write(TensorEntry tensor, WritableByteChannel out) throws IOException {
        TensorBytes.write(weight(tensor.name()), tensor.dtype(), out);
    }

    @Override
    public void close() {
        weights.close();
        owner.close();
    }
}
