package llamanas.workers.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.DeploymentSpec.WithoutKernel;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Attention;
import llamanas.protocol.space.Bits;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.Matrix;
import llamanas.protocol.space.QuantizedSize;
import llamanas.workers.Reference;
import llamanas.workers.elastic.Plan;
import llamanas.workers.llama.Batch;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.LlamaModel;
import llamanas.workers.llama.QuantizationKernels;
import llamanas.workers.llama.Subnetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo model with fewer bits, beside the same with dequantized weights, and with weights that moved by half a step. */
class QuantizedSubnetworksTest {
    private static final int TOKENS = 60;

    private static LlamaModel model;
    private static QuantizedSubnetworks packed;
    private static QuantizedSubnetworks rounded;

    @BeforeAll
    static void load() {
        model = LlamaModel.load(Reference.demo("model"), Device.cpu(), Dtype.FLOAT32);
        packed = QuantizedSubnetworks.of(model, 1 << 30);
        rounded = new QuantizedSubnetworks(model, 1 << 30, bits -> false);
    }

    @AfterAll
    static void close() {
        packed.close();
        rounded.close();
        model.close();
    }

    private static Architecture all(Bits bits) {
        LayerChoice whole = LayerChoice.whole(model.shape());
        return new Architecture(Collections.nCopies(model.shape().layers(), whole.withBits(bits)));
    }

    /** Fewer heads here, a window and fewer neurons there, layers and blocks that are gone, and all kinds of bits. */
    private static Architecture mixed() {
        LayerChoice whole = LayerChoice.whole(model.shape());
        return new Architecture(List.of(
                whole.withBits(new Bits(8, 4)),
                whole.withKvHeads(4).withFfn(512).withBits(Bits.all(4)),
                LayerChoice.REMOVED,
                whole.withKvHeads(2).withFfn(384).withBits(Bits.all(8)),
                whole.withAttention(Attention.NONE).withBits(Bits.all(4)),
                whole.withFfn(0).withBits(Bits.all(8)),
                whole.withAttention(Attention.window(16)).withFfn(224).withBits(new Bits(4, 8)),
                whole.withKvHeads(5).withFfn(96)));
    }

    private static Subnetwork of(QuantizedSubnetworks from, Architecture architecture) {
        return from.of(architecture, Plan.of(architecture, model.shape()), WithoutKernel.DEQUANTIZE);
    }

    private static float[] logits(Subnetwork subnetwork, int tokens) {
        int[] ids = IntStream.range(0, tokens).map(i -> 3 + i * i * 31 % 2000).toArray();
        long[] rows = IntStream.range(0, tokens).asLongStream().toArray();
        try (NDManager scope = model.newScope()) {
            return model.logits(model.hidden(scope, Batch.of(ids), subnetwork), rows);
        }
    }

    private static double rootMeanSquare(float[] a, float[] b) {
        return Math.sqrt(IntStream.range(0, a.length)
                .mapToDouble(i -> Math.pow(a[i] - b[i], 2))
                .average()
                .orElseThrow());
    }

    /** 60 tokens are unpacked and multiplied; 12 go through the packed kernels. */
    @ParameterizedTest
    @CsvSource({"8, 60", "8, 12", "4, 60", "4, 12"})
    void logitsAreThoseOfDequantizedWeights(int bits, int tokens) {
        assertSame(all(Bits.all(bits)), tokens);
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 12})
    void soAreThoseOfCutLayers(int tokens) {
        assertSame(mixed(), tokens);
    }

    private static void assertSame(Architecture architecture, int tokens) {
        try (Subnetwork found = of(packed, architecture);
                Subnetwork expected = of(rounded, architecture)) {
            float[] reference = logits(expected, tokens);
            assertThat(rootMeanSquare(logits(found, tokens), reference)).isLessThan(1e-4);
            // The test means something: these logits are not those of the plain weights.
            assertThat(rootMeanSquare(reference, logits(model.views(found.plan()), tokens)))
                    .isGreaterThan(1e-3);
        }
    }

    /** Rounding moves a weight by no more than half a step, and less on average than always half a step. */
    @ParameterizedTest
    @ValueSource(ints = {8, 4})
    void logitsMoveLessThanWithAllWeightsOffByHalfAStep(int bits) {
        long[] plan = Plan.full(model.shape());
        float[] exact = logits(model.views(plan), TOKENS);
        try (NDManager scope = model.newScope();
                Subnetwork quantized = of(packed, all(Bits.all(bits)));
                Subnetwork off = Subnetwork.of(plan, offByHalfAStep(scope, bits), List.of(), () -> {})) {
            double error = rootMeanSquare(logits(quantized, TOKENS), exact);
            double bound = rootMeanSquare(logits(off, TOKENS), exact);
            assertThat(error).isBetween(bound / 5, bound);
        }
    }

    private static List<NDArray> offByHalfAStep(NDManager scope, int bits) {
        QuantizationKernels kernels = new QuantizationKernels(model.kernels(), Dtype.FLOAT32);
        List<NDArray> weights = new ArrayList<>(model.arrays());
        for (int layer = 0; layer < model.shape().layers(); layer++) {
            for (Matrix matrix : Matrix.ALL) {
                NDArray weight = model.matrix(layer, matrix);
                int group = QuantizedSize.groupOf(weight.getShape().get(1));
                NDArray scale = Quantizer.packing(kernels)
                        .quantize(scope, weight, bits, group)
                        .scale();
                NDArray steps = bits == 8
                        ? scale.expandDims(1)
                        : scale.get(":,:,0").transpose().repeat(1, group);
                NDArray signs = scope.randomUniform(-1, 1, weight.getShape(), DataType.FLOAT32)
                        .sign();
                weights.set(
                        LlamaModel.placeOf(layer, matrix),
                        weight.add(signs.mul(steps).mul(0.5f)));
            }
        }
        return weights;
    }

    @Test
    void bytesAreWhatTheCostSays() {
        try (QuantizedSubnetworks fresh = QuantizedSubnetworks.of(model, 1 << 30);
                Subnetwork used = of(fresh, all(new Bits(8, 4)))) {
            assertThat(used.plan()).isEqualTo(Plan.full(model.shape()));
            Architecture quantized = all(new Bits(8, 4));
            long projections = 0;
            for (Matrix matrix : Matrix.ALL) {
                projections += model.matrix(0, matrix).size();
            }
            long plain = 4 * projections * model.shape().layers();
            assertThat(Cost.bytes(model.shape(), quantized, 4))
                    .isEqualTo(Cost.bytes(model.shape(), Architecture.full(model.shape()), 4) - plain + fresh.bytes());
        }
    }

    @Test
    void closingGivesTheMatricesBack() {
        try (QuantizedSubnetworks none = QuantizedSubnetworks.of(model, 0)) {
            try (Subnetwork one = of(none, mixed());
                    Subnetwork two = of(none, all(Bits.all(8)))) {
                assertThat(logits(one, 5)).hasSameSizeAs(logits(two, 5));
                assertThat(none.bytes()).isPositive();
            }
            assertThat(none.bytes()).isZero();
        }
    }

    @Test
    void withoutAKernelItRefusesOrSaysSo() {
        Architecture four = all(new Bits(16, 4));
        assertThatThrownBy(() -> rounded.of(four, Plan.full(model.shape()), WithoutKernel.REFUSE))
                .isInstanceOf(NoKernelException.class)
                .hasMessage(
                        "bits: found 4, for which cpu() has no kernel in float32; choose other bits, or"
                                + " deployment.without-kernel = dequantize, which computes with the rounded weights in float32");
        assertThat(rounded.dequantized(four)).containsExactly(4);
        assertThat(rounded.dequantized(mixed())).containsExactly(4, 8);
        assertThat(packed.dequantized(mixed())).isEmpty();
        assertThat(rounded.dequantized(Architecture.full(model.shape()))).isEmpty();
    }

    @Test
    void aWidthThatGroupsDoNotDivideGivesBackWhatWasLeased() {
        try (QuantizedSubnetworks none = QuantizedSubnetworks.of(model, 0)) {
            LayerChoice whole = LayerChoice.whole(model.shape()).withBits(Bits.all(4));
            List<LayerChoice> layers =
                    new ArrayList<>(Collections.nCopies(model.shape().layers(), whole));
            layers.set(3, whole.withFfn(200));
            assertThatThrownBy(() -> of(none, new Architecture(layers)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("layer 3, gate [200, 192] at 4 bits: found 200 rows");
            assertThat(none.bytes()).isZero();
        }
    }
}
