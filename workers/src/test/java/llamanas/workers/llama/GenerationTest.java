package llamanas.workers.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.DeploymentSpec.WithoutKernel;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Attention;
import llamanas.protocol.space.Bits;
import llamanas.protocol.space.LayerChoice;
import llamanas.workers.Reference;
import llamanas.workers.elastic.Plan;
import llamanas.workers.quant.QuantizedSubnetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prompts read at once and tokens decoded behind them, beside the forward pass without a cache. */
class GenerationTest {
    private static final int LENGTH = 40;
    private static final int SEQUENCES = 3;
    private static final String FULL = "2 0 48 2 0 48 2 0 48";

    private static LlamaModel tiny(Dtype dtype) throws URISyntaxException {
        Path folder = Path.of(GenerationTest.class.getResource("/tiny-llama3").toURI());
        return LlamaModel.load(folder, Device.cpu(), dtype);
    }

    private static Batch batch(int vocabulary, int sequences, int length) {
        int[] ids = IntStream.range(0, sequences * length)
                .map(i -> (i * i * 31 + 7 * i + 1) % vocabulary)
                .toArray();
        return new Batch(sequences, length, ids, new int[0], new int[0]);
    }

    private static float[] plain(LlamaModel model, Batch batch, Subnetwork subnetwork) {
        try (NDManager scope = model.newScope()) {
            long[] rows = IntStream.range(0, batch.ids().length).asLongStream().toArray();
            return model.logits(model.hidden(scope, batch, subnetwork), rows);
        }
    }

    private static double worst(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        return IntStream.range(0, a.length)
                .mapToDouble(i -> Math.abs(a[i] - b[i]))
                .max()
                .orElseThrow();
    }

    /** Kv heads, windows, widths, missing blocks; prompts shorter and longer than the windows. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                FULL,
                "1 0 48 2 0 32 1 0 16",
                "2 1 48 1 7 48 2 30 32",
                "2 39 48 2 40 48 2 41 48",
                "0 0 48 2 0 0 0 0 0",
                "0 0 0 0 0 0 0 0 0",
                "1 5 0 0 0 16 2 16 1"
            })
    void cachedLogitsAreThoseOfThePlainPass(String plan) throws URISyntaxException {
        try (LlamaModel model = tiny(Dtype.FLOAT32)) {
            Subnetwork views = model.views(Plans.of(plan));
            Batch batch = batch(model.config().vocabSize(), SEQUENCES, LENGTH);
            float[] expected = plain(model, batch, views);
            try (Subnetwork cut = model.deployed(views)) {
                assertThat(worst(plain(model, batch, cut), expected))
                        .as("cut out")
                        .isLessThan(1e-4);
                for (int prompt : new int[] {0, 1, 6, 7, 29, 39, 40}) {
                    assertThat(worst(model.replay(batch, prompt, cut), expected))
                            .as("%d of %d positions read at once", prompt, LENGTH)
                            .isLessThan(1e-4);
                }
            }
        }
    }

    @Test
    void bfloat16RoundsAsThePlainPassDoes() throws URISyntaxException {
        try (LlamaModel exact = tiny(Dtype.FLOAT32);
                LlamaModel rounded = tiny(Dtype.BFLOAT16)) {
            // One sequence: the products of a decoding step have a single row, which goes another way.
            Batch batch = batch(exact.config().vocabSize(), 1, LENGTH);
            float[] truth = plain(exact, batch, exact.views(Plans.of(FULL)));
            Subnetwork views = rounded.views(Plans.of(FULL));
            double plainError = meanDifference(plain(rounded, batch, views), truth);
            assertThat(meanDifference(rounded.replay(batch, 10, views), truth))
                    .isBetween(plainError / 2, plainError * 2);
        }
    }

    private static double meanDifference(float[] a, float[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> Math.abs(a[i] - b[i]))
                .average()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {FULL, "2 9 32 1 0 48 0 0 16"})
    void itDecodesTheLikeliestTokensAndCanDoSoAgain(String plan) throws URISyntaxException {
        try (LlamaModel model = tiny(Dtype.FLOAT32)) {
            Subnetwork views = model.views(Plans.of(plan));
            Batch prompts = batch(model.config().vocabSize(), 2, 12);
            try (Subnetwork cut = model.deployed(views);
                    Generation generation = model.generation(cut, prompts, 20)) {
                long[] first = generation.prefill();
                long[] behind = generation.decode();
                assertThat(generation.prefill()).as("read again").isEqualTo(first);
                assertThat(generation.decode()).as("decoded after that").isEqualTo(behind);
                assertThat(first).hasSize(2);
                assertThat(behind).hasSize(40);
                for (int i = 0; i < 2; i++) {
                    assertGreedy(
                            model,
                            views,
                            Arrays.copyOfRange(prompts.ids(), 12 * i, 12 * i + 12),
                            first[i],
                            Arrays.copyOfRange(behind, 20 * i, 20 * i + 20));
                }
            }
        }
    }

    private static void assertGreedy(LlamaModel model, Subnetwork views, int[] prompt, long first, long[] behind) {
        int[] all = Arrays.copyOf(prompt, prompt.length + 1 + behind.length);
        all[prompt.length] = (int) first;
        for (int i = 0; i < behind.length; i++) {
            all[prompt.length + 1 + i] = (int) behind[i];
        }
        float[] logits = plain(model, Batch.of(all), views);
        int vocabulary = model.config().vocabSize();
        for (int i = prompt.length; i < all.length; i++) {
            assertThat(all[i]).as("token %d", i).isEqualTo(argmax(logits, (i - 1) * vocabulary, vocabulary));
        }
    }

    private static int argmax(float[] values, int start, int count) {
        return IntStream.range(0, count)
                .reduce((a, b) -> values[start + b] > values[start + a] ? b : a)
                .orElseThrow();
    }

    @Test
    void theDemoModelDecodesAsItReads() {
        try (LlamaModel model = LlamaModel.load(Reference.demo("model"), Device.cpu(), Dtype.FLOAT32)) {
            long[] plan = new long[3 * model.config().layers()];
            for (int i = 0; i < plan.length; i += 3) {
                plan[i] = model.config().kvHeads();
                plan[i + 1] = i % 2 == 0 ? 0 : 16;
                plan[i + 2] = model.config().intermediateSize() / 2;
            }
            Subnetwork views = model.views(plan);
            Batch batch = batch(model.config().vocabSize(), 2, 48);
            try (Subnetwork cut = model.deployed(views)) {
                assertThat(worst(model.replay(batch, 24, cut), plain(model, batch, views)))
                        .isLessThan(1e-3);
            }
        }
    }

    /** Fewer heads, windows and narrower blocks with weights of few bits: packed kernels for few rows, unpacking for many. */
    @ParameterizedTest
    @ValueSource(ints = {8, 4})
    void quantizedNetworksDecodeAsTheyRead(int bits) {
        try (LlamaModel model = LlamaModel.load(Reference.demo("model"), Device.cpu(), Dtype.FLOAT32);
                QuantizedSubnetworks quantized = QuantizedSubnetworks.of(model, 1 << 28)) {
            LayerChoice whole = LayerChoice.whole(model.shape()).withBits(Bits.all(bits));
            List<LayerChoice> layers =
                    new ArrayList<>(Collections.nCopies(model.shape().layers(), whole));
            layers.set(
                    1,
                    whole.withAttention(Attention.window(9))
                            .withFfn(model.shape().ffn() / 2));
            layers.set(2, whole.withKvHeads(model.shape().kvHeads() / 2));
            layers.set(3, LayerChoice.REMOVED);
            Architecture architecture = new Architecture(layers);
            Batch batch = batch(model.config().vocabSize(), 1, 40);
            try (Subnetwork views =
                            quantized.of(architecture, Plan.of(architecture, model.shape()), WithoutKernel.REFUSE);
                    Subnetwork cut = model.deployed(views)) {
                float[] expected = plain(model, batch, views);
                assertThat(worst(model.replay(batch, 30, cut), expected)).isLessThan(1e-3);
                float[] unrounded = plain(model, batch, model.views(Plan.of(architecture, model.shape())));
                assertThat(worst(expected, unrounded)).as("quantization shows").isGreaterThan(1e-2);
            }
        }
    }

    @Test
    void nothingBeyondTheContextIsDecoded() throws URISyntaxException {
        try (LlamaModel model = tiny(Dtype.FLOAT32)) {
            Batch prompts = batch(64, 1, 200);
            Subnetwork views = model.views(Plans.of(FULL));
            assertThatThrownBy(() -> model.generation(views, prompts, 57))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(
                            "a prompt of 200 tokens and 57 generated ones are 257: the model's context is 256 tokens");
            try (Generation longest = model.generation(views, prompts, 56)) {
                longest.prefill();
                assertThat(longest.decode()).hasSize(56);
            }
        }
    }
}
