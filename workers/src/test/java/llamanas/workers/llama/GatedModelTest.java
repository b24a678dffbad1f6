package llamanas.workers.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import llamanas.workers.Reference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gates on a tiny LLaMA 3 with grouped queries, biases everywhere and an untied head: three layers of 48 neurons. */
class GatedModelTest {
    private static final double STEP = 1e-5;
    private static final int[] RUNS = {7, 25, 16};
    private static final int[] ENDS = {7, 32, 48};

    private static LlamaModel source;
    private static Lesson lesson;

    @BeforeAll
    static void load() throws URISyntaxException {
        Path folder = Path.of(GatedModelTest.class.getResource("/tiny-llama3").toURI());
        source = LlamaModel.load(folder, Device.cpu(), Dtype.FLOAT32);
        int[] ids =
                Reference.ints(Reference.json(folder.resolve("reference.json")).path("ids"));
        int length = 10;
        // The second sequence is shorter by three tokens of padding.
        int[] padded = IntStream.range(0, 2 * length)
                .map(i -> i < 2 * length - 3 ? ids[i] : 0)
                .toArray();
        long[] rows = LongStream.range(0, 2 * length - 4)
                .filter(row -> row % length != length - 1)
                .toArray();
        long[] targets = LongStream.of(rows).map(row -> padded[(int) row + 1]).toArray();
        lesson = new Lesson(new Batch(2, length, padded, new int[0], new int[0]), rows, targets);
    }

    @AfterAll
    static void close() {
        source.close();
    }

    @ParameterizedTest
    @CsvSource({
        "full network, 1 48 1 48 1 48",
        "prefixes, 1 32 1 7 1 48",
        "a layer dropped, 1 48 0 0 1 32",
        "attention and feed-forward block dropped, 0 48 1 0 1 7"
    })
    void gatesOfZeroAndOneAreASubNetwork(String name, String plan) {
        long[] numbers = Plans.ofPairs(plan);
        try (GatedModel gated = GatedModel.exact(source, RUNS);
                TrainableModel model = TrainableModel.exact(source, TrainableModel.Adapters.NONE);
                NDManager scope = model.newScope()) {
            double expected = model.losses(scope, lesson, numbers, null).crossEntropy();
            assertThat(gated.loss(lesson, gates(numbers))).isCloseTo(expected, within(1e-10 * expected));
        }
        try (GatedModel gated = GatedModel.of(source, RUNS);
                NDManager scope = source.newScope()) {
            float[] logprobs =
                    source.logprobs(source.hidden(scope, lesson.batch(), numbers), lesson.rows(), lesson.targets());
            double expected = -IntStream.range(0, logprobs.length)
                    .mapToDouble(i -> logprobs[i])
                    .sum();
            assertThat(gated.loss(lesson, gates(numbers)))
                    .as("in float32, as searches measure it")
                    .isCloseTo(expected, within(1e-5 * expected));
        }
    }

    private static double[][] gates(long[] plan) {
        return IntStream.range(0, plan.length / 3)
                .mapToObj(layer -> IntStream.rangeClosed(0, ENDS.length)
                        .mapToDouble(part -> part == 0
                                ? plan[3 * layer] / Plans.TINY_HEADS
                                : plan[3 * layer + 2] >= ENDS[part - 1] ? 1 : 0)
                        .toArray())
                .toArray(double[][]::new);
    }

    @Test
    void slopesAreThoseOfFiniteDifferences() {
        Random random = new Random(5);
        double[][] gates = new double[3][4];
        Arrays.stream(gates).forEach(row -> Arrays.setAll(row, i -> random.nextDouble()));
        // At the ends as well: a block that is off, or wholly on, still has a slope.
        gates[1][0] = 0;
        gates[2][2] = 1;
        try (GatedModel gated = GatedModel.exact(source, RUNS)) {
            GatedModel.Outcome outcome = gated.learn(lesson, gates);
            assertThat(outcome.crossEntropy()).isEqualTo(gated.loss(lesson, gates));
            for (int layer = 0; layer < 3; layer++) {
                for (int part = 0; part < 4; part++) {
                    double expected = difference(gated, gates, layer, part);
                    assertThat(outcome.slopes()[layer][part])
                            .as("layer %d, part %d", layer, part)
                            .isCloseTo(expected, within(1e-6 * Math.max(1, Math.abs(expected))));
                    assertThat(Math.abs(expected)).isPositive();
                }
            }
        }
    }

    private static double difference(GatedModel gated, double[][] gates, int layer, int part) {
        double at = gates[layer][part];
        gates[layer][part] = at + STEP;
        double above = gated.loss(lesson, gates);
        gates[layer][part] = at - STEP;
        double below = gated.loss(lesson, gates);
        gates[layer][part] = at;
        return (above - below) / (2 * STEP);
    }

    @Test
    void theModelsOwnDtypeHasTheSameSlopes() {
        double[][] gates = {{0.9, 0.8, 0.7, 0.6}, {0.5, 1, 0.5, 0}, {1, 1, 1, 1}};
        try (GatedModel exact = GatedModel.exact(source, RUNS);
                GatedModel single = GatedModel.of(source, RUNS)) {
            double[][] expected = exact.learn(lesson, gates).slopes();
            double[][] found = single.learn(lesson, gates).slopes();
            for (int layer = 0; layer < 3; layer++) {
                assertThat(found[layer]).containsExactly(expected[layer], within(1e-4));
            }
        }
    }
}
