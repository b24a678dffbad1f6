package llamanas.workers.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Low-rank adapters: beside the weights while they are trained, and merged into them at the end. */
class AdaptersTest {
    private static final TrainableModel.Adapters ADAPTERS = new TrainableModel.Adapters(4, 2, 11);
    private static final int[] IDS = {1, 5, 9, 20, 33, 2, 60, 7};

    private static Path folder() throws URISyntaxException {
        return Path.of(AdaptersTest.class.getResource("/tiny-llama3").toURI());
    }

    private static Lesson lesson() {
        long[] rows = {0, 1, 2, 3, 4, 5, 6};
        long[] targets = {5, 9, 20, 33, 2, 60, 7};
        return new Lesson(Batch.of(IDS), rows, targets);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 48 1 48 1 48", "1 32 0 0 1 16", "0 48 1 0 1 7"})
    void mergedWeightsGiveTheLogitsOfBaseAndAdapter(String text, @TempDir Path out)
            throws IOException, URISyntaxException {
        long[] plan = Plans.ofPairs(text);
        try (LlamaModel base = LlamaModel.load(folder(), Device.cpu(), Dtype.FLOAT32);
                TrainableModel model = TrainableModel.of(base, base, ADAPTERS);
                NDManager scope = model.newScope()) {
            for (int step = 1; step <= 10; step++) {
                model.learn(
                        scope,
                        lesson(),
                        new long[] {2, 0, 48, 2, 0, 48, 2, 0, 48},
                        null,
                        new TrainableModel.LossWeights(0.1, 0),
                        true);
                model.step(new TrainableModel.Step(step, 0.01, 0.9, 0.95, 1e-8, 0, 1));
            }
            NDArray adapted = model.losses(scope, lesson(), plan, null).hidden();
            write(model, out.resolve("merged"));
            try (LlamaModel merged = LlamaModel.load(out.resolve("merged"), Device.cpu(), Dtype.FLOAT32)) {
                float[] found = logits(merged, merged.hidden(scope, Batch.of(IDS), plan));
                float[] expected = logits(base, adapted);
                float[] before = logits(base, base.hidden(scope, Batch.of(IDS), plan));
                assertThat(largest(expected, before))
                        .as("what training changed")
                        .isGreaterThan(0.1);
                assertThat(largest(found, expected)).isCloseTo(0, offset(2e-4));
            }
        }
    }

    @Test
    void theyBeginAsTheNetworkItself() throws URISyntaxException {
        try (LlamaModel base = LlamaModel.load(folder(), Device.cpu(), Dtype.FLOAT32);
                TrainableModel plain = TrainableModel.of(base, base, TrainableModel.Adapters.NONE);
                TrainableModel model = TrainableModel.of(base, base, ADAPTERS);
                NDManager scope = model.newScope()) {
            long[] full = {2, 0, 48, 2, 0, 48, 2, 0, 48};
            assertThat(model.losses(scope, lesson(), full, null).crossEntropy())
                    .isEqualTo(plain.losses(scope, lesson(), full, null).crossEntropy());
            assertThat(model.stateBytes()).as("what the optimiser keeps").isLessThan(plain.stateBytes() / 2);
        }
    }

    private static void write(TrainableModel model, Path out) throws URISyntaxException {
        List<TensorEntry> entries = CheckpointIndex.read(folder()).tensors().values().stream()
                .map(TensorEntry::like)
                .toList();
        CheckpointWriter.into(out)
                .write(List.of(folder().resolve(LlamaConfig.FILE)), entries, model::write, CheckpointWriter.Extra.NONE);
    }

    private static float[] logits(LlamaModel model, NDArray hidden) {
        return model.logits(hidden, 0, 1, 2, 3, 4, 5, 6, 7);
    }

    private static double largest(float[] a, float[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }
}
