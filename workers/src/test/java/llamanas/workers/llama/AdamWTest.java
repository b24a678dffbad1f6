package llamanas.workers.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The optimiser against its definition (Decoupled Weight Decay Regularization, arXiv 1711.05101). */
class AdamWTest {
    private static final long[] FULL = {2, 0, 48, 2, 0, 48, 2, 0, 48};
    private static final double RATE = 1e-3;
    private static final double DECAY = 0.1;
    private static LlamaModel single;

    @BeforeAll
    static void load() throws URISyntaxException {
        single = open(Dtype.FLOAT32);
    }

    @AfterAll
    static void close() {
        single.close();
    }

    private static LlamaModel open(Dtype dtype) throws URISyntaxException {
        Path folder = Path.of(AdamWTest.class.getResource("/tiny-llama3").toURI());
        return LlamaModel.load(folder, Device.cpu(), dtype);
    }

    @Test
    void theFirstTwoStepsFollowTheFormula() {
        try (TrainableModel model = TrainableModel.exact(single, TrainableModel.Adapters.NONE)) {
            NDArray matrix = model.weights().master().get(0);
            NDArray norm = model.weights().vectors.master().get(0);
            double[] before = {number(matrix), number(norm)};
            double[] g = {gradient(model, 0, 0.5), gradient(model, vectors(model), -2)};
            model.step(step(1, 0));
            // With one gradient seen, both corrected moments cancel but for its sign.
            assertThat(number(matrix)).isCloseTo(before[0] * (1 - RATE * DECAY) - RATE, offset(1e-9));
            assertThat(number(norm)).as("no decay for norms").isCloseTo(before[1] + RATE, offset(1e-9));
            assertThat(number(model.weights().gradient().get(0)))
                    .as("gradients are forgotten")
                    .isZero();
            double second = number(matrix);
            gradient(model, 0, 0.25);
            model.step(step(2, 0));
            double m = (0.9 * 0.1 * g[0] + 0.1 * 0.25) / (1 - 0.81);
            double v = (0.95 * 0.05 * g[0] * g[0] + 0.05 * 0.0625) / (1 - 0.95 * 0.95);
            assertThat(number(matrix)).isCloseTo(second * (1 - RATE * DECAY) - RATE * m / Math.sqrt(v), offset(1e-7));
        }
    }

    @Test
    void gradientsAreCutToTheLargestNorm() {
        try (TrainableModel model = TrainableModel.exact(single, TrainableModel.Adapters.NONE)) {
            gradient(model, 0, 30);
            gradient(model, vectors(model), 40);
            assertThat(model.step(step(1, 5))).isCloseTo(50, offset(1e-9));
            assertThat(number(model.weights().matrices.firstMoment().get(0))).isCloseTo(0.1 * 3, offset(1e-9));
            assertThat(number(model.weights().vectors.firstMoment().get(0))).isCloseTo(0.1 * 4, offset(1e-9));
        }
    }

    @Test
    void aGradientThatIsNoNumberChangesNothing() {
        try (TrainableModel model = TrainableModel.exact(single, TrainableModel.Adapters.NONE)) {
            double before = number(model.weights().master().get(0));
            gradient(model, 0, Double.NaN);
            assertThat(model.step(step(1, 1))).isNaN();
            assertThat(number(model.weights().master().get(0))).isEqualTo(before);
            assertThat(number(model.weights().matrices.firstMoment().get(0))).isZero();
        }
    }

    /** In bfloat16 a master keeps what is too small for the weight that is computed with. */
    @ParameterizedTest
    @EnumSource(
            value = Dtype.class,
            names = {"FLOAT32", "BFLOAT16"})
    void whatIsComputedWithFollowsTheMaster(Dtype dtype) throws URISyntaxException {
        try (LlamaModel teacher = open(dtype);
                TrainableModel model = TrainableModel.of(teacher, single, TrainableModel.Adapters.NONE);
                NDManager scope = model.newScope()) {
            Lesson lesson = new Lesson(Batch.of(1, 5, 9, 20, 33), new long[] {0, 1, 2, 3}, new long[] {5, 9, 20, 33});
            double before = model.losses(scope, lesson, FULL, null).crossEntropy();
            for (int i = 1; i <= 20; i++) {
                model.learn(scope, lesson, FULL, null, new TrainableModel.LossWeights(0.25, 0), true);
                model.step(step(i, 1));
            }
            assertThat(model.losses(scope, lesson, FULL, null).crossEntropy()).isLessThan(0.9 * before);
        }
    }

    private static TrainableModel.Step step(long number, double clip) {
        return new TrainableModel.Step(number, RATE, 0.9, 0.95, 1e-12, DECAY, clip);
    }

    /** Sets the first number of a gradient. */
    private static double gradient(TrainableModel model, int array, double value) {
        NDArray gradient = model.weights().gradient().get(array);
        double[] values = new double[(int) gradient.size()];
        values[0] = value;
        gradient.addi(gradient.getManager().create(values, gradient.getShape()));
        return value;
    }

    /** Where vectors begin in the list of all gradients. */
    private static int vectors(TrainableModel model) {
        return model.weights().matrices.master().size();
    }

    private static double number(NDArray array) {
        return array.toDoubleArray()[0];
    }
}
