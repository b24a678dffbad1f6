package llamanas.workers.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import llamanas.protocol.InvalidInputException;
import llamanas.workers.Reference;
import org.junit.jupiter.api.Test;

/** Writing with cached keys and values, beside the plain forward pass; the tiny model shares a KV head among two heads. */
class SamplingTest {
    private static final int BOS = 1;
    private static final long[] FULL = {2, 0, 48, 2, 0, 48, 2, 0, 48};
    private static final long[] CUT = {2, 0, 32, 0, 0, 0, 0, 0, 32};
    private static final int VOCABULARY = 64;

    private static LlamaModel tiny(Dtype dtype) throws URISyntaxException {
        Path folder = Path.of(SamplingTest.class.getResource("/tiny-llama3").toURI());
        return LlamaModel.load(folder, Device.cpu(), dtype);
    }

    private static float[] plain(LlamaModel model, Batch batch, long[] plan) {
        try (NDManager scope = model.newScope()) {
            long[] rows = IntStream.range(0, batch.ids().length).asLongStream().toArray();
            return model.logits(model.hidden(scope, batch, plan), rows);
        }
    }

    private static Batch batch(int vocabulary) {
        int[] ids = IntStream.range(0, 3 * 40)
                .map(i -> (i * i * 31 + 7 * i + 1) % vocabulary)
                .toArray();
        return new Batch(3, 40, ids, new int[0], new int[0]);
    }

    private static double worst(LlamaModel model, long[] plan) {
        Batch batch = batch(model.config().vocabSize());
        float[] expected = plain(model, batch, plan);
        float[] found = model.replay(batch, 0, model.views(plan));
        assertThat(found).hasSameSizeAs(expected);
        return IntStream.range(0, found.length)
                .mapToDouble(i -> Math.abs(found[i] - expected[i]))
                .max()
                .orElseThrow();
    }

    @Test
    void cachedLogitsAreThoseOfThePlainPass() throws URISyntaxException {
        try (LlamaModel model = tiny(Dtype.FLOAT32)) {
            assertThat(worst(model, FULL)).isLessThan(1e-4);
            assertThat(worst(model, CUT)).isLessThan(1e-4);
            assertThat(worst(model, Plans.of("1 0 48 2 0 48 1 0 32")))
                    .as("fewer heads")
                    .isLessThan(1e-4);
            assertThat(worst(model, Plans.of("2 1 48 1 7 48 2 500 32")))
                    .as("windows")
                    .isLessThan(1e-4);
        }
        try (LlamaModel demo = LlamaModel.load(Reference.demo("model"), Device.cpu(), Dtype.FLOAT32)) {
            assertThat(worst(demo, fullPlan(demo))).isLessThan(1e-3);
        }
    }

    @Test
    void bfloat16RoundsAsThePlainPassDoes() throws URISyntaxException {
        try (LlamaModel exact = tiny(Dtype.FLOAT32);
                LlamaModel rounded = tiny(Dtype.BFLOAT16)) {
            Batch batch = batch(VOCABULARY);
            float[] truth = plain(exact, batch, FULL);
            double plainError = meanDifference(plain(rounded, batch, FULL), truth);
            assertThat(meanDifference(rounded.replay(batch, 0, rounded.views(FULL)), truth))
                    .isBetween(plainError / 2, plainError * 2);
        }
    }

    private static double meanDifference(float[] a, float[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> Math.abs(a[i] - b[i]))
                .average()
                .orElseThrow();
    }

    @Test
    void greedyIsTheArgmaxOfThePlainPass() throws URISyntaxException {
        try (LlamaModel model = tiny(Dtype.FLOAT32);
                LlamaModel demo = LlamaModel.load(Reference.demo("model"), Device.cpu(), Dtype.FLOAT32)) {
            assertGreedy(model, FULL, 100);
            assertGreedy(model, CUT, 100);
            assertGreedy(demo, fullPlan(demo), 100);
        }
    }

    private static void assertGreedy(LlamaModel model, long[] plan, int length) {
        int[][] written = model.sample(plan, BOS, new Sampling(length, 0, 1, 5), 0, 2);
        assertThat(written[0]).startsWith(BOS).isEqualTo(written[1]);
        assertThat(written[0].length).isGreaterThan(20);
        float[] logits = plain(model, Batch.of(written[0]), plan);
        int vocabulary = model.config().vocabSize();
        for (int i = 1; i < written[0].length; i++) {
            int start = (i - 1) * vocabulary;
            assertThat(written[0][i]).as("token %d", i).isEqualTo(argmax(logits, start, start + vocabulary));
        }
    }

    private static int argmax(float[] values, int start, int end) {
        return IntStream.range(start, end)
                        .reduce((a, b) -> values[b] > values[a] ? b : a)
                        .orElseThrow()
                - start;
    }

    /** First tokens of many sequences come as often as the model says, and none from outside of the nucleus. */
    @Test
    void tokensAreDrawnFromTheNucleus() throws URISyntaxException {
        try (LlamaModel model = tiny(Dtype.FLOAT32)) {
            double[] wanted = nucleus(plain(model, Batch.of(1), FULL), 0.7);
            int sequences = 20_000;
            int[] counts = new int[VOCABULARY];
            for (int[] one : model.sample(FULL, BOS, new Sampling(2, 0.7, 1, 11), 0, sequences)) {
                counts[one[1]]++;
            }
            for (int token = 0; token < VOCABULARY; token++) {
                double sigma = Math.sqrt(wanted[token] * (1 - wanted[token]) / sequences);
                assertThat(counts[token] / (double) sequences)
                        .as("token %d", token)
                        .isBetween(wanted[token] - 5 * sigma, wanted[token] + 5 * sigma);
            }
        }
    }

    private static double[] nucleus(float[] logits, double topP) {
        double[] weights = IntStream.range(0, logits.length)
                .mapToDouble(i -> Math.exp(logits[i]))
                .toArray();
        double sum = Arrays.stream(weights).sum();
        int[] order = IntStream.range(0, weights.length)
                .boxed()
                .sorted((a, b) -> Double.compare(weights[b], weights[a]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] kept = new double[weights.length];
        double mass = 0;
        for (int i = 0; i < order.length && mass < topP; i++) {
            kept[order[i]] = weights[order[i]] / sum;
            mass += kept[order[i]];
        }
        assertThat(order.length)
                .isGreaterThan((int) Arrays.stream(kept).filter(p -> p > 0).count());
        double total = mass;
        return Arrays.stream(kept).map(p -> p / total).toArray();
    }

    @Test
    void aSeedDecidesTheText() throws URISyntaxException {
        try (LlamaModel model = tiny(Dtype.BFLOAT16)) {
            int[][] written = model.sample(FULL, BOS, new Sampling(60, 0.95, 1, 3), 0, 4);
            assertThat(model.sample(FULL, BOS, new Sampling(60, 0.95, 1, 3), 0, 4))
                    .isDeepEqualTo(written);
            assertThat(model.sample(FULL, BOS, new Sampling(60, 0.95, 1, 4), 0, 4)[0])
                    .isNotEqualTo(written[0]);
            assertThat(model.sample(FULL, BOS, new Sampling(60, 0.95, 1, 3), 1, 3)[0])
                    .isNotEqualTo(written[0]);
        }
    }

    @Test
    void sequencesEndWithEos() throws URISyntaxException {
        try (LlamaModel model = tiny(Dtype.FLOAT32)) {
            int eos = model.config().eosIds().get(0);
            int[][] written = model.sample(FULL, BOS, new Sampling(256, 1, 1, 1), 0, 32);
            int ended = 0;
            for (int[] one : written) {
                int at = IntStream.range(0, one.length)
                        .filter(i -> one[i] == eos)
                        .findFirst()
                        .orElse(-1);
                assertThat(at < 0 ? 256 : at + 1).isEqualTo(one.length);
                ended += at < 0 ? 0 : 1;
            }
            assertThat(ended).isPositive();
        }
    }

    @Test
    void nothingLongerThanTheContextIsWritten() throws URISyntaxException {
        try (LlamaModel model = tiny(Dtype.FLOAT32)) {
            assertThatThrownBy(() -> model.sample(FULL, BOS, new Sampling(257, 0.9, 1, 1), 0, 1))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("text of 257 tokens: the model's context is 256 tokens");
        }
    }

    private static long[] fullPlan(LlamaModel model) {
        long[] plan = new long[3 * model.config().layers()];
        for (int i = 0; i < plan.length; i += 3) {
            plan[i] = model.config().kvHeads();
            plan[i + 2] = model.config().intermediateSize();
        }
        return plan;
    }
}
