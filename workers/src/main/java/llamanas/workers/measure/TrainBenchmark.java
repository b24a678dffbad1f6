package llamanas.workers.measure;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import llamanas.workers.elastic.Plan;
import llamanas.workers.llama.Batch;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.Kernels;
import llamanas.workers.llama.Lesson;
import llamanas.workers.llama.LlamaModel;
import llamanas.workers.llama.TrainableModel;
import llamanas.workers.llama.TrainableModel.Adapters;
import llamanas.workers.llama.TrainableModel.LossWeights;

/**
 * What a training step of the full network takes: one forward and backward pass of cross-entropy over one batch, the
 * gradient cut to its largest norm, and AdamW; in time, and in memory of the process's own.
 */
public final class TrainBenchmark {
    private static final double RATE = 1e-5;
    private static final double CLIP = 1;
    private static final double ADAPTER_SCALE = 2;

    private TrainBenchmark() {}

    /**
     * What is measured.
     *
     * @param rank of low-rank adapters; 0 = all weights are trained
     * @param batch sequences of the pass
     * @param block tokens of each
     * @param keeps whether activations are kept for the backward pass
     * @param steps timed, after one more to warm up
     */
    public record Request(int rank, int batch, int block, boolean keeps, int steps) {}

    /**
     * Figures of one run.
     *
     * @param secondsPerStep median
     * @param bytes by which the process's own memory had grown at its peak, from before the model was loaded
     */
    public record Result(double secondsPerStep, double tokensPerSecond, long bytes) {}

    /** @param load gives the model that is trained; it is closed afterwards */
    public static Result run(Request request, Device device, Supplier<LlamaModel> load) {
        long before = withLibrary(device);
        try (PeakMemory peak = new PeakMemory();
                LlamaModel model = load.get();
                TrainableModel trainable =
                        TrainableModel.of(model, model, new Adapters(request.rank(), ADAPTER_SCALE, 1))) {
            Lesson lesson = lesson(model.shape().vocabulary(), request.batch(), request.block());
            long[] plan = Plan.full(model.shape());
            long[] number = {0};
            double seconds =
                    Timing.median(request.steps(), () -> step(trainable, lesson, plan, request.keeps(), ++number[0]));
            double tokens = (double) request.batch() * request.block();
            return new Result(seconds, tokens / seconds, peak.bytes() - before);
        }
    }

    /** Memory of the process with the native library in it, but no model. */
    private static long withLibrary(Device device) {
        try (Kernels kernels = Kernels.load(device);
                NDManager scope = kernels.newScope()) {
            kernels.product(
                    scope,
                    kernels.random(scope, Dtype.FLOAT32, 1, 1, 1),
                    kernels.random(scope, Dtype.FLOAT32, 2, 1, 1));
            return ResidentMemory.bytes();
        }
    }

    private static void step(TrainableModel model, Lesson lesson, long[] plan, boolean keeps, long number) {
        LossWeights mean = new LossWeights(1.0 / lesson.targets().length, 0);
        try (NDManager scope = model.newScope()) {
            double loss = model.learn(scope, lesson, plan, null, mean, keeps).crossEntropy();
            double norm = model.step(new TrainableModel.Step(number, RATE, 0.9, 0.95, 1e-8, 0, CLIP));
            if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
                throw new IllegalStateException(
                        "the training step gives a loss of " + loss + ", a gradient of " + norm);
            }
        }
    }

    /** Made-up text: every token but the first of a sequence is to be predicted. */
    private static Lesson lesson(int vocabulary, int batch, int block) {
        int[] ids = new SplittableRandom(1)
                .ints((long) batch * block, 0, vocabulary)
                .toArray();
        long[] rows = LongStream.range(0, ids.length)
                .filter(row -> row % block != block - 1)
                .toArray();
        long[] targets = LongStream.of(rows).map(row -> ids[(int) row + 1]).toArray();
        return new Lesson(new Batch(batch, block, ids, new int[0], new int[0]), rows, targets);
    }
}
