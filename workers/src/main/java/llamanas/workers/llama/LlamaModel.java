package llamanas.workers.llama;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import llamanas.protocol.space.Matrix;
import llamanas.protocol.space.ModelShape;

/**
 * A LLaMA on one device: the full network's weights, and the forward pass of any of its sub-networks.
 *
 * <p>A sub-network is a <em>plan</em>, three numbers a layer: key/value heads, window, and the width of the feed-forward block.
 * Going from one to the next is passing another plan; weights are sliced inside the kernels and never copied.
 *
 * <p>Thread-safe: calls share the weights and nothing else. Arrays that a call makes belong to the scope given.
 */
public final class LlamaModel implements AutoCloseable {
    /** So many logits at once stay in the caches (4 MiB in float32), where the matrix product is not too small by then. */
    private static final int LOGITS_AT_ONCE = 1 << 20;

    private static final int FEWEST_ROWS = 256;

    private final LlamaConfig config;
    private final Kernels kernels;
    private final Weights weights;
    private final RotaryTables rotary;
    private final Arithmetic arithmetic;

    private LlamaModel(
            LlamaConfig config, Kernels kernels, Weights weights, RotaryTables rotary, Arithmetic arithmetic) {
        this.config = config;
        this.kernels = kernels;
        this.weights = weights;
        this.rotary = rotary;
        this.arithmetic = arithmetic;
    }

    /**
     * Loads a checkpoint folder. Weights that are stored in {@code dtype} are memory-mapped on a CPU; others are converted.
     *
     * @throws llamanas.protocol.InvalidInputException where the folder can't be used
     */
    public static LlamaModel load(Path folder, Device device, Dtype dtype) {
        return load(CheckpointIndex.read(folder), device, dtype);
    }

    /** Loads a checkpoint whose headers were read already. */
    public static LlamaModel load(CheckpointIndex checkpoint, Device device, Dtype dtype) {
        return load(checkpoint, device, Arithmetic.in(dtype), NonFinite.REFUSE);
    }

    /** Loads a checkpoint whose headers were read already; what is rounded to one dtype may be computed in another. */
    public static LlamaModel load(
            CheckpointIndex checkpoint, Device device, Arithmetic arithmetic, NonFinite nonFinite) {
        LlamaConfig config = LlamaConfig.read(checkpoint.folder());
        checkpoint.check(config);
        return make(
                config,
                device,
                arithmetic,
                kernels -> Weights.load(checkpoint, config, kernels, arithmetic, nonFinite));
    }

    /** Whether all tensors of a checkpoint are stored in that dtype, so that loading it so loses nothing. */
    public static boolean storedIn(Path folder, Dtype dtype) {
        return CheckpointIndex.read(folder).tensors().values().stream()
                .allMatch(tensor -> tensor.dtype().dtype() == dtype);
    }

    /** A model with made-up weights, for benchmarks. */
    public static LlamaModel random(LlamaConfig config, Device device, Dtype dtype) {
        return make(config, device, Arithmetic.in(dtype), kernels -> Weights.random(config, kernels, dtype));
    }

    private static LlamaModel make(
            LlamaConfig config, Device device, Arithmetic arithmetic, Function<Kernels, Weights> makeWeights) {
        Kernels kernels = Kernels.load(device);
        try {
            Weights weights = makeWeights.apply(kernels);
            try {
                RotaryTables rotary = RotaryTables.of(config, kernels, arithmetic.computed());
                return new LlamaModel(config, kernels, weights, rotary, arithmetic);
            } catch (RuntimeException e) {
                weights.close();
                throw e;
            }
        } catch (RuntimeException e) {
            kernels.close();
            throw e;
        }
    }

    public LlamaConfig config() {
        return config;
    }

    public ModelShape shape() {
        return config.shape();
    }

    /** What it computes in. */
    public Dtype dtype() {
        return arithmetic.computed();
    }

    /** What its weights are rounded to, and what it computes in. */
    public Arithmetic arithmetic() {
        return arithmetic;
    }

    /** For benchmarks, which compare the model with bare kernels. */
    public Kernels kernels() {
        return kernels;
    }

    Weights weights() {
        return weights;
    }

    RotaryTables rotary() {
        return rotary;
    }

    public Device device() {
        return kernels.device();
    }

    /** A scope for the arrays of one piece of work; its owner closes it. */
    public NDManager newScope() {
        return kernels.newScope();
    }

    /** A matrix of the full network, {@code [out, in]}. It belongs to this model. */
    public NDArray matrix(int layer, Matrix matrix) {
        return weights.arrays().get(placeOf(layer, matrix));
    }

    /** Place of a layer's matrix among {@link #arrays}. */
    public static int placeOf(int layer, Matrix matrix) {
        return CheckpointLayout.placeOf(layer, matrix);
    }

    /** The full network's weights in the kernels' order, 3 and 16 a layer. They belong to this model. */
    public List<NDArray> arrays() {
        return weights.arrays();
    }

    /** The sub-network of a plan, on views of the weights. It needs no closing; this model has to outlive it. */
    public Subnetwork views(long[] plan) {
        return Subnetwork.views(plan, weights);
    }

    /** Hidden states before the final norm, {@code [batch, sequence, hidden]}, of the sub-network of a plan. */
    public NDArray hidden(NDManager scope, Batch batch, long[] plan) {
        return hidden(scope, batch, views(plan));
    }

    /**
     * Hidden states before the final norm.
     *
     * @return {@code [batch, sequence, hidden]}
     */
    public NDArray hidden(NDManager scope, Batch batch, Subnetwork subnetwork) {
        NDArray ids = batch.idsOn(scope);
        NDArray positions = batch.positionsOn(scope);
        NDArray branches = batch.branchesOn(scope);
        NDArray result = kernels.run(
                scope,
                "hidden",
                ids,
                positions,
                branches,
                subnetwork.weights(),
                subnetwork.scales(),
                subnetwork.plan(),
                rotary.cos(),
                rotary.sin(),
                config.headDim(),
                config.rmsNormEps());
        ids.close();
        positions.close();
        branches.close();
        return result;
    }

    /**
     * Hidden states further on: from those before layer {@code first} to those before layer {@code end}.
     *
     * @param states {@code [batch, sequence, hidden]}
     * @param batch that they are of
     * @return {@code [batch, sequence, hidden]}; the states themselves where there is no layer between
     */
    public NDArray onward(NDManager scope, NDArray states, Batch batch, Subnetwork subnetwork, int first, int end) {
        try (NDManager arguments = scope.newSubManager()) {
            return kernels.run(
                    scope,
                    "onward",
                    states,
                    batch.positionsOn(arguments),
                    batch.branchesOn(arguments),
                    subnetwork.weights(),
                    subnetwork.scales(),
                    subnetwork.plan(),
                    first,
                    end,
                    rotary.cos(),
                    rotary.sin(),
                    config.headDim(),
                    config.rmsNormEps());
        }
    }

    /**
     * Log-probabilities, in nats.
     *
     * @param hidden {@code [batch, sequence, hidden]}, before the final norm
     * @param rows flat indices into batch x sequence
     * @param targets the token after each row
     */
    public float[] logprobs(NDArray hidden, long[] rows, long[] targets) {
        return onRows(hidden, rows, (scope, index) -> {
            NDArray wanted = scope.create(targets);
            return kernels.run(scope, "logprobs", hidden, index, wanted, weights.all(), chunk(), config.rmsNormEps());
        });
    }

    /** KL divergence from the distribution of {@code full} to that of {@code hidden} at each row, in nats. */
    public float[] divergence(NDArray full, NDArray hidden, long[] rows) {
        return onRows(
                hidden,
                rows,
                (scope, index) -> kernels.run(
                        scope, "divergence", full, hidden, index, weights.all(), chunk(), config.rmsNormEps()));
    }

    /**
     * Logarithms of the next token's distribution at each row, float32 {@code [rows, vocabulary]}: 4 bytes a number. Taken in pieces of
     * {@link #chunk} rows.
     *
     * @param hidden {@code [batch, sequence, hidden]}, before the final norm
     */
    public NDArray distribution(NDManager scope, NDArray hidden, long... rows) {
        try (NDManager arguments = scope.newSubManager()) {
            return kernels.run(
                    scope, "distribution", hidden, arguments.create(rows), weights.all(), config.rmsNormEps());
        }
    }

    /** KL divergence from a {@link #distribution} at the same rows to that of {@code hidden}, in nats. */
    public float[] divergenceFrom(NDArray distribution, NDArray hidden, long... rows) {
        return onRows(
                hidden,
                rows,
                (scope, index) -> kernels.run(
                        scope, "divergence_from", distribution, hidden, index, weights.all(), config.rmsNormEps()));
    }

    /**
     * Log-probabilities of the targets at some rows, and the KL divergence from a {@link #distribution} there to that of
     * {@code hidden}, both in nats.
     *
     * @return {@code [2 * rows]}, the log-probabilities first
     */
    public float[] compared(NDArray distribution, NDArray hidden, long[] rows, long[] targets) {
        return onRows(hidden, rows, (scope, index) -> {
            NDArray wanted = scope.create(targets);
            return kernels.run(
                    scope, "compared", distribution, hidden, index, wanted, weights.all(), config.rmsNormEps());
        });
    }

    /** Logits in float32 at the given rows, row after row: {@code [rows * vocabulary]}. */
    public float[] logits(NDArray hidden, long... rows) {
        return onRows(
                hidden,
                rows,
                (scope, index) -> kernels.run(scope, "logits", hidden, index, weights.all(), config.rmsNormEps()));
    }

    /**
     * Block influence of each layer of the full network on a batch of equally long plain sequences: 1 minus the mean cosine
     * of what enters and what leaves it (ShortGPT, arXiv 2403.03853).
     */
    public float[] influence(Batch batch, long[] fullPlan) {
        try (NDManager scope = newScope()) {
            return kernels.run(
                            scope,
                            "influence",
                            batch.idsOn(scope),
                            weights.all(),
                            fullPlan,
                            rotary.cos(),
                            rotary.sin(),
                            config.headDim(),
                            config.rmsNormEps())
                    .toFloatArray();
        }
    }

    /**
     * Sequences that a sub-network writes from BOS on, all at once; each ends with EOS where the model wrote one. Its keys and
     * values take {@link Sampling#cacheBytes} for each sequence.
     *
     * @param bosId the token that all begin with
     * @param first number of the first sequence: sequences {@code first}, {@code first + 1}, .. of the seed are written
     * @throws llamanas.protocol.InvalidInputException where the sequences are longer than the model's context
     */
    public int[][] sample(long[] plan, int bosId, Sampling how, long first, int sequences) {
        Sampler sampler = new Sampler(config, bosId, how);
        try (NDManager scope = newScope()) {
            NDArray written = kernels.run(
                    scope,
                    "sample",
                    Sampler.column(scope, sampler.start(sequences)),
                    scope.create(sampler.uniforms(first, sequences), new Shape(sequences, sampler.steps())),
                    scope.create(sampler.eos()),
                    weights.all(),
                    weights.noScales(),
                    plan,
                    rotary.cos(),
                    rotary.sin(),
                    config.headDim(),
                    config.rmsNormEps(),
                    how.topP(),
                    how.temperature(),
                    sampler.candidates());
            return sampler.read(written.toLongArray(), sequences);
        }
    }

    /**
     * The same sub-network as it would be deployed: each of its matrices in one piece, cut out of the full network's where that
     * has more. Closing it does not close the one given, which has to outlive it.
     */
    public Subnetwork deployed(Subnetwork subnetwork) {
        long[] plan = subnetwork.plan();
        return subnetwork.with(
                kernels.list("deploy", subnetwork.weights(), subnetwork.scales(), plan, config.headDim()));
    }

    /**
     * A sub-network at work.
     *
     * @param prompts plain sequences without padding
     * @param steps tokens to decode behind each prompt
     * @throws llamanas.protocol.InvalidInputException where both together are longer than the model's context
     */
    public Generation generation(Subnetwork subnetwork, Batch prompts, int steps) {
        return new Generation(this, subnetwork, prompts, steps);
    }

    /**
     * Logits in float32 of all positions, {@code [batch * sequence * vocabulary]}, as writing text computes them.
     *
     * @param prompt how many positions are read at once; the others follow one by one
     */
    float[] replay(Batch batch, int prompt, Subnetwork subnetwork) {
        try (NDManager scope = newScope()) {
            return kernels.run(
                            scope,
                            "replay",
                            batch.idsOn(scope),
                            prompt,
                            subnetwork.weights(),
                            subnetwork.scales(),
                            subnetwork.plan(),
                            rotary.cos(),
                            rotary.sin(),
                            config.headDim(),
                            config.rmsNormEps())
                    .toFloatArray();
        }
    }

    /** Rows whose logits are made at once. */
    public int chunk() {
        return chunk(config);
    }

    /** Rows whose logits a model of that shape makes at once. */
    public static int chunk(LlamaConfig config) {
        return Math.max(FEWEST_ROWS, LOGITS_AT_ONCE / config.vocabSize());
    }

    private float[] onRows(NDArray hidden, long[] rows, RowKernel kernel) {
        if (rows.length == 0) {
            return new float[0];
        }
        try (NDManager scope = hidden.getManager().newSubManager()) {
            return kernel.run(scope, scope.create(rows)).toFloatArray();
        }
    }

    private interface RowKernel {
        NDArray run(NDManager scope, NDArray rows);
    }

    @Override
    public void close() {
        rotary.close();
        weights.close();
        kernels.close();
    }
}
