package llamanas.workers.quant;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import llamanas.protocol.space.QuantizedSize;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.Kernels;
import llamanas.workers.llama.QuantizationKernels;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rounding, packing and multiplying, beside the same in plain float32. */
class QuantizerTest {
    /** bits, rows, columns, group: whole tiles, tiles that are not full, columns that do not fill a vector, and more than is unpacked at a time. */
    private static final String SHAPES =
            """
            8, 192, 128, 64
            8,   7, 172, 64
            8,  64,  40, 64
            4, 192, 128, 64
            8, 2100, 1024, 64
            4, 4208, 1024, 256
            4, 192, 256, 128
            4, 112, 192, 64
            4,  48,  96, 32
            4, 576, 512, 256
            """;

    private static Kernels torch;

    @BeforeAll
    static void load() {
        torch = Kernels.load(Device.cpu());
    }

    @AfterAll
    static void close() {
        torch.close();
    }

    /** One matrix, quantized both ways. */
    private static final class Case implements AutoCloseable {
        final NDManager scope = torch.newScope();
        final QuantizationKernels kernels;
        final NDArray weight;
        final QuantizedMatrix packed;
        final NDArray rounded;

        Case(Dtype dtype, int bits, int rows, int columns, int group) {
            kernels = new QuantizationKernels(torch, dtype);
            weight = torch.random(scope, dtype, 3, rows, columns);
            packed = Quantizer.packing(kernels).quantize(scope, weight, bits, group);
            rounded = wide(Quantizer.dequantizing(kernels)
                    .quantize(scope, weight, bits, group)
                    .weight());
        }

        NDArray wide(NDArray array) {
            return kernels.wide(scope, array);
        }

        /** Steps of each weight, {@code [rows, columns]}. */
        NDArray steps(int bits, int group) {
            NDArray scale = wide(packed.scale());
            return bits == 8
                    ? scale.expandDims(1)
                    : scale.get(":,:,0").transpose().repeat(1, group);
        }

        @Override
        public void close() {
            scope.close();
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = SHAPES)
    void noWeightMovesByMoreThanHalfAStep(int bits, int rows, int columns, int group) {
        try (Case exact = new Case(Dtype.FLOAT32, bits, rows, columns, group)) {
            NDArray moved = exact.weight.sub(exact.rounded).div(exact.steps(bits, group));
            assertThat(moved.abs().max().getFloat()).isBetween(0.47f, 0.50001f);
        }
        try (Case rounded = new Case(Dtype.BFLOAT16, bits, rows, columns, group)) {
            NDArray moved = rounded.wide(rounded.weight).sub(rounded.rounded).abs();
            NDArray allowed = rounded.steps(bits, group).mul(0.5f);
            // What was dequantized is a bfloat16 again: 8 bits of mantissa.
            NDArray rounding = rounded.rounded.abs().mul(1f / 256);
            assertThat(moved.sub(allowed).sub(rounding).max().getFloat()).isLessThanOrEqualTo(1e-7f);
        }
    }

    /** One product by PyTorch's packed kernel, and one that unpacks; both see exactly the codes and steps that were made. */
    @ParameterizedTest
    @CsvSource(textBlock = SHAPES)
    void productsAreThoseOfTheRoundedMatrix(int bits, int rows, int columns, int group) {
        for (int tokens : new int[] {1, 4, 5, 24, 25, 64, 65, 70}) {
            assertProduct(Dtype.FLOAT32, bits, rows, columns, group, tokens, 1e-5f);
            assertProduct(Dtype.BFLOAT16, bits, rows, columns, group, tokens, 8e-3f);
        }
    }

    /** Codes reach 127, so that their products with large activations are beyond what float16 can hold: those of weights are not. */
    @Test
    void largeActivationsDoNotOverflowFloat16() {
        try (Case it = new Case(Dtype.FLOAT16, 8, 64, 128, 64)) {
            NDArray x = torch.random(it.scope, Dtype.FLOAT16, 7, 70, 128).mul(500);
            NDArray found = it.wide(it.kernels.product(it.scope, x, it.packed.weight(), it.packed.scale()));
            NDArray expected = it.wide(x).matMul(it.rounded.transpose());
            NDArray codes = expected.div(it.wide(it.packed.scale()));
            assertThat(codes.abs().max().getFloat()).as("as products of codes").isGreaterThan(65504);
            float off = found.sub(expected).abs().max().getFloat();
            assertThat(off).isLessThanOrEqualTo(8e-3f * expected.abs().max().getFloat());
        }
    }

    private static void assertProduct(
            Dtype dtype, int bits, int rows, int columns, int group, int tokens, float tolerance) {
        try (Case it = new Case(dtype, bits, rows, columns, group)) {
            NDArray x = torch.random(it.scope, dtype, 7, tokens, columns);
            NDArray found = it.wide(it.kernels.product(it.scope, x, it.packed.weight(), it.packed.scale()));
            NDArray expected = it.wide(x).matMul(it.rounded.transpose());
            assertThat(found.getShape()).isEqualTo(expected.getShape());
            float off = found.sub(expected).abs().max().getFloat();
            assertThat(off)
                    .as("%s, %d tokens", dtype, tokens)
                    .isLessThanOrEqualTo(tolerance * expected.abs().max().getFloat());
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = SHAPES)
    void bytesAreThoseOfTheFormula(int bits, int rows, int columns, int group) {
        for (Dtype dtype : new Dtype[] {Dtype.BFLOAT16, Dtype.FLOAT32}) {
            try (Case it = new Case(dtype, bits, rows, columns, group)) {
                long bytes = it.kernels.bytes(it.packed.weight()) + it.kernels.bytes(it.packed.scale());
                assertThat(bytes)
                        .isEqualTo(QuantizedSize.bytes(bits, rows, columns, group, dtype.bytes()))
                        .isEqualTo(Quantizer.packing(it.kernels).bytes(bits, rows, columns, group));
                assertThat(it.kernels.bytes(it.weight))
                        .isEqualTo(Quantizer.dequantizing(it.kernels).bytes(bits, rows, columns, group));
            }
        }
    }

    /** Weights that are all alike have no width to divide into steps. */
    @ParameterizedTest
    @ValueSource(ints = {8, 4})
    void zerosAndConstantsStay(int bits) {
        try (NDManager scope = torch.newScope()) {
            QuantizationKernels kernels = new QuantizationKernels(torch, Dtype.FLOAT32);
            Quantizer quantizer = Quantizer.dequantizing(kernels);
            NDArray zeros = scope.zeros(new Shape(16, 64));
            assertThat(quantizer.quantize(scope, zeros, bits, 64).weight()).isEqualTo(zeros);
            NDArray halves = zeros.add(0.5f);
            NDArray found = quantizer.quantize(scope, halves, bits, 64).weight();
            assertThat(found.sub(halves).abs().max().getFloat()).isLessThan(1e-6f);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 4})
    void thisCpuHasKernels(int bits) {
        assertThat(KernelProbe.works(new QuantizationKernels(torch, Dtype.BFLOAT16), bits))
                .isTrue();
        assertThat(KernelProbe.works(new QuantizationKernels(torch, Dtype.FLOAT32), bits))
                .isTrue();
    }
}
