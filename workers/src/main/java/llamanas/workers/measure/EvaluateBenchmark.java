package llamanas.workers.measure;

import ai.djl.ndarray.NDManager;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.ModelShape;
import llamanas.workers.elastic.Plan;
import llamanas.workers.llama.Batch;
import llamanas.workers.llama.LlamaModel;

/** What evaluation reaches on a device: the forward pass beside the matrix product peak, and the cost of switching. */
public final class EvaluateBenchmark {
    private static final int RUNS = 7;
    private static final int PAIRS = 20;
    private static final int SWITCHES = 10_000;

    private EvaluateBenchmark() {}

    /**
     * Figures of one run.
     *
     * @param gflops of the forward pass with log-probabilities of all tokens, matrix products and attention only
     * @param peakGflops of the fastest bare matrix product in the same dtype
     * @param share the one through the other
     * @param tokensPerSecond of the same pass
     * @param switchNanos mean time to go from one sub-network to another
     * @param switchHeapBytes what that allocates on the Java heap
     * @param switchNativeBytes growth of the process's memory over forward passes of many different sub-networks, per
     *     sub-network; a copy of the smallest weight would show as megabytes
     */
    public record Result(
            double gflops,
            double peakGflops,
            double share,
            double tokensPerSecond,
            double switchNanos,
            double switchHeapBytes,
            double switchNativeBytes) {}

    /**
     * @param sequences how many sequences a batch has
     * @param tokens length of each
     */
    public static Result run(LlamaModel model, int sequences, int tokens) {
        ModelShape shape = model.shape();
        Architecture full = Architecture.full(shape);
        Batch batch = batch(shape, sequences, tokens);
        double seconds = Timing.median(RUNS, () -> forward(model, batch, Plan.of(full, shape)));
        double gflops = sequences * (double) Cost.flops(shape, full, tokens) / seconds / 1e9;
        double peak = GemmPeak.measure(model.kernels(), model.dtype());
        double[] switching = switching(shape);
        return new Result(
                gflops,
                peak,
                gflops / peak,
                sequences * tokens / seconds,
                switching[0],
                switching[1],
                nativeBytes(model));
    }

    /**
     * Throughput of a sub-network beside the full network's.
     *
     * @param fullTokensPerSecond of the full network, in the same run
     * @param tokensPerSecond of the sub-network
     */
    public record Comparison(double fullTokensPerSecond, double tokensPerSecond) {}

    /** Times both in turns, so that whatever else the machine does falls on both; the fastest pass of each counts. */
    public static Comparison compare(LlamaModel model, Architecture architecture, int sequences, int tokens) {
        ModelShape shape = model.shape();
        Batch batch = batch(shape, sequences, tokens);
        long[] full = Plan.full(shape);
        long[] cut = Plan.of(architecture, shape);
        double fullSeconds = Double.MAX_VALUE;
        double cutSeconds = Double.MAX_VALUE;
        for (int i = 0; i < PAIRS; i++) {
            fullSeconds = Math.min(fullSeconds, Timing.once(() -> forward(model, batch, full)));
            cutSeconds = Math.min(cutSeconds, Timing.once(() -> forward(model, batch, cut)));
        }
        long count = (long) sequences * tokens;
        return new Comparison(count / fullSeconds, count / cutSeconds);
    }

    private static Batch batch(ModelShape shape, int sequences, int tokens) {
        SplittableRandom random = new SplittableRandom(1);
        int[] ids =
                random.ints((long) sequences * tokens, 0, shape.vocabulary()).toArray();
        return new Batch(sequences, tokens, ids, new int[0], new int[0]);
    }

    /** The pass as tasks run it: every token's log-probability, logits in chunks. */
    private static void forward(LlamaModel model, Batch batch, long[] plan) {
        long[] rows = new long[batch.ids().length];
        long[] targets = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
            targets[i] = batch.ids()[i];
        }
        try (NDManager scope = model.newScope()) {
            float[] logprobs = model.logprobs(model.hidden(scope, batch, plan), rows, targets);
            if (Float.isNaN(logprobs[0])) {
                throw new IllegalStateException("the forward pass gives NaN");
            }
        }
    }

    /** Mean nanoseconds and heap bytes of one switch. */
    private static double[] switching(ModelShape shape) {
        List<Architecture> two = List.of(subNetwork(shape, 0), subNetwork(shape, 1));
        long sum = 0;
        for (int i = 0; i < SWITCHES; i++) {
            sum += Plan.of(two.get(i % 2), shape)[2];
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        for (int i = 0; i < SWITCHES; i++) {
            sum += Plan.of(two.get(i % 2), shape)[2];
        }
        double nanos = (System.nanoTime() - start) / (double) SWITCHES;
        double allocated = (threads.getCurrentThreadAllocatedBytes() - bytes) / (double) SWITCHES;
        if (sum == 0) {
            throw new IllegalStateException("the plans are empty");
        }
        return new double[] {nanos, allocated};
    }

    /** Forward passes of a few tokens on sub-networks that all differ, and what the process grew by, per sub-network. */
    private static double nativeBytes(LlamaModel model) {
        int count = 24;
        Batch batch = batch(model.shape(), 1, 4);
        for (int i = 0; i < 4; i++) {
            forward(model, batch, Plan.of(subNetwork(model.shape(), i), model.shape()));
        }
        long before = ResidentMemory.bytes();
        for (int i = 0; i < count; i++) {
            forward(model, batch, Plan.of(subNetwork(model.shape(), 4 + i), model.shape()));
        }
        return Math.max(0, ResidentMemory.bytes() - before) / (double) count;
    }

    private static Architecture subNetwork(ModelShape shape, int variant) {
        List<LayerChoice> layers = new ArrayList<>();
        for (int i = 0; i < shape.layers(); i++) {
            int width = Math.max(1, shape.ffn() - shape.ffn() / 64 * ((i + variant) % 32));
            layers.add(LayerChoice.whole(shape).withFfn(width));
        }
        return new Architecture(layers);
    }
}
