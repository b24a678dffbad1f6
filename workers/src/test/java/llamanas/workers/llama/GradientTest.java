package llamanas.workers.llama;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import llamanas.workers.Reference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Gradients against central differences in float64, along a random direction in each array by itself, so that every kind of
 * parameter is looked at: a tiny LLaMA 3 with grouped queries, biases everywhere and an untied head.
 */
class GradientTest {
    private static final double STEP = 1e-5;
    private static final long[] FULL = {2, 0, 48, 2, 0, 48, 2, 0, 48};
    private static final TrainableModel.LossWeights BOTH = new TrainableModel.LossWeights(0.3, 0.7);

    private static LlamaModel source;
    private static Lesson lesson;

    @BeforeAll
    static void load() throws URISyntaxException {
        Path folder = Path.of(GradientTest.class.getResource("/tiny-llama3").toURI());
        source = LlamaModel.load(folder, Device.cpu(), Dtype.FLOAT32);
        int[] ids =
                Reference.ints(Reference.json(folder.resolve("reference.json")).path("ids"));
        int length = 12;
        Batch batch = new Batch(
                2, length, IntStream.range(0, 2 * length).map(i -> ids[i]).toArray(), new int[0], new int[0]);
        // Not every position counts, as in instructions.
        long[] rows = LongStream.range(0, 2 * length - 1)
                .filter(row -> row % length != length - 1 && row % 5 != 0)
                .toArray();
        long[] targets = LongStream.of(rows).map(row -> ids[(int) row + 1]).toArray();
        lesson = new Lesson(batch, rows, targets);
    }

    @AfterAll
    static void close() {
        source.close();
    }

    @ParameterizedTest
    @CsvSource({
        "full network, 1 48 1 48 1 48",
        "prefixes, 1 32 1 7 1 48",
        "a layer dropped, 1 48 0 0 1 40",
        "attention and feed-forward block dropped, 0 48 1 0 1 16",
        "one of two key/value heads, 1 0 48 2 0 32 1 0 7",
        "windows, 2 3 48 1 5 48 2 1 16"
    })
    void allWeights(String name, String plan) {
        try (TrainableModel model = TrainableModel.exact(source, TrainableModel.Adapters.NONE)) {
            check(model, plan(plan), true);
            check(model, plan(plan), false);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "full network, 1 48 1 48 1 48",
        "prefixes and a dropped layer, 1 32 0 0 1 7",
        "heads and windows, 1 0 32 1 4 48 2 3 7"
    })
    void adapters(String name, String plan) {
        try (TrainableModel model = TrainableModel.exact(source, new TrainableModel.Adapters(3, 2.0, 7))) {
            disturb(model);
            check(model, plan(plan), true);
            check(model, plan(plan), false);
        }
    }

    @Test
    void whatASubNetworkDoesNotUseHasNoGradient() {
        try (TrainableModel model = TrainableModel.exact(source, TrainableModel.Adapters.NONE);
                NDManager scope = model.newScope()) {
            model.learn(scope, lesson, plan("1 32 0 0 1 48"), null, BOTH, true);
            NDArray gate = model.weights().g.get(3 + 6);
            assertThat(gate.get("32:").abs().max().toDoubleArray()[0]).isZero();
            assertThat(gate.get(":32").abs().max().toDoubleArray()[0]).isPositive();
            assertThat(model.weights().g.get(3 + 16 + 1).abs().max().toDoubleArray()[0])
                    .isZero();
        }
    }

    /** Upper adapters begin at zero, where the lower ones have no gradient: move all away from there. */
    private static void disturb(TrainableModel model) {
        Random random = new Random(3);
        for (NDArray array : model.weights().master()) {
            array.addi(direction(array, random).muli(0.1));
        }
    }

    private static void check(TrainableModel model, long[] plan, boolean keeps) {
        try (NDManager scope = model.newScope()) {
            TrainableModel.Teacher teacher = model.frozenTeacher(scope, lesson, FULL);
            model.weights().gradient().forEach(gradient -> gradient.muli(0));
            model.learn(scope, lesson, plan, teacher, BOTH, keeps);
            Random random = new Random(1);
            List<String> wrong = new ArrayList<>();
            for (int i = 0; i < model.weights().master().size(); i++) {
                NDArray weight = model.weights().master().get(i);
                NDArray direction = direction(weight, random);
                double expected = difference(model, plan, teacher, weight, direction);
                double found =
                        model.weights().gradient().get(i).mul(direction).sum().toDoubleArray()[0];
                if (Math.abs(found - expected) > 1e-6 * Math.max(1, Math.abs(expected))) {
                    wrong.add("array " + i + ": gradient " + found + ", difference " + expected);
                }
            }
            assertThat(wrong).isEmpty();
        }
    }

    private static double difference(
            TrainableModel model, long[] plan, TrainableModel.Teacher teacher, NDArray weight, NDArray direction) {
        weight.addi(direction.mul(STEP));
        double above = loss(model, plan, teacher);
        weight.addi(direction.mul(-2 * STEP));
        double below = loss(model, plan, teacher);
        weight.addi(direction.mul(STEP));
        return (above - below) / (2 * STEP);
    }

    private static double loss(TrainableModel model, long[] plan, TrainableModel.Teacher teacher) {
        try (NDManager scope = model.newScope()) {
            TrainableModel.Outcome outcome = model.losses(scope, lesson, plan, teacher);
            return BOTH.crossEntropy() * outcome.crossEntropy() + BOTH.divergence() * outcome.divergence();
        }
    }

    private static NDArray direction(NDArray like, Random random) {
        double[] values = random.doubles(like.size()).map(x -> 2 * x - 1).toArray();
        return like.getManager().create(values, like.getShape());
    }

    private static long[] plan(String text) {
        return text.split(" ").length == 6 ? Plans.ofPairs(text) : Plans.of(text);
    }
}
