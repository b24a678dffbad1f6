package llamanas.workers.measure;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import llamanas.protocol.space.QuantizedSize;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.Kernels;
import llamanas.workers.llama.QuantizationKernels;
import llamanas.workers.quant.QuantizedMatrix;
import llamanas.workers.quant.Quantizer;

/**
 * Products of a few rows of activations with a large matrix, as decoding makes them: with weights as loaded, in int8 and in
 * int4, in turns, beside what the same threads can read from memory. Every product reads another copy of the matrix, and
 * the copies of each kind take the same memory in all, so that no kind profits from the caches more than another.
 */
public final class QuantizationBenchmark {
    private static final int[] BITS = {16, 8, 4};

    private final Kernels kernels;
    private final QuantizationKernels quantization;
    private final Request request;

    /**
     * What is measured.
     *
     * @param batch rows of activations
     * @param group weights of an int4 group
     * @param bytes that the copies of a matrix take, for each kind
     */
    public record Request(Dtype dtype, int batch, int group, long bytes, Precision precision) {}

    /**
     * One kind of weights.
     *
     * @param seconds of one product
     * @param bytes of the matrix with its scales
     * @param speedup beside weights as loaded
     * @param shareOfBandwidth bytes per second, as a share of what can be read
     */
    public record Kind(int bits, Estimate seconds, long bytes, double speedup, double shareOfBandwidth) {}

    /**
     * One shape of matrices.
     *
     * @param readBytesPerSecond what a sum over as many bytes reads, in the same rounds
     */
    public record Result(long rows, long columns, double readBytesPerSecond, List<Kind> kinds) {
        public Result {
            kinds = List.copyOf(kinds);
        }
    }

    public QuantizationBenchmark(Kernels kernels, Request request) {
        this.kernels = kernels;
        this.quantization = new QuantizationKernels(kernels, request.dtype());
        this.request = request;
    }

    /**
     * Measures one shape, which int4 has to fit ({@link QuantizedSize#check}).
     *
     * @param rows output channels of the matrix
     * @param columns its input channels
     */
    public Result run(long rows, long columns, Rounds.Progress progress) {
        try (NDManager scope = kernels.newScope()) {
            NDArray x = kernels.random(scope, request.dtype(), 1, request.batch(), columns);
            NDArray weight = kernels.random(scope, request.dtype(), 2, rows, columns);
            List<Runnable> works = new ArrayList<>();
            NDArray numbers = scope.ones(new Shape(request.bytes() / Float.BYTES));
            works.add(() -> numbers.sum().close());
            for (int bits : BITS) {
                works.add(products(scope, x, copies(scope, weight, bits)));
            }
            Rounds.Result measured = new Rounds(works, request.precision(), System::nanoTime).run(progress);
            return result(rows, columns, measured.seconds());
        }
    }

    private Result result(long rows, long columns, List<Estimate> seconds) {
        double bandwidth = request.bytes() / seconds.get(0).median();
        double loaded = seconds.get(1).median();
        List<Kind> kinds = new ArrayList<>();
        for (int i = 0; i < BITS.length; i++) {
            Estimate of = seconds.get(i + 1);
            long bytes = bytes(BITS[i], rows, columns);
            kinds.add(new Kind(BITS[i], of, bytes, loaded / of.median(), bytes / of.median() / bandwidth));
        }
        return new Result(rows, columns, bandwidth, kinds);
    }

    private long bytes(int bits, long rows, long columns) {
        return QuantizedSize.bytes(
                bits, rows, columns, request.group(), request.dtype().bytes());
    }

    private List<QuantizedMatrix> copies(NDManager scope, NDArray weight, int bits) {
        QuantizedMatrix first = bits == 16
                ? new QuantizedMatrix(weight, quantization.nothing(scope))
                : Quantizer.packing(quantization).quantize(scope, weight, bits, request.group());
        List<QuantizedMatrix> all = new ArrayList<>(List.of(first));
        long bytes = bytes(bits, weight.getShape().get(0), weight.getShape().get(1));
        while (all.size() * bytes < request.bytes()) {
            all.add(new QuantizedMatrix(first.weight().duplicate(), first.scale()));
        }
        return all;
    }

    /** One product with each call, the copies in turns. */
    private Runnable products(NDManager scope, NDArray x, List<QuantizedMatrix> copies) {
        int[] calls = {0};
        return () -> {
            QuantizedMatrix matrix = copies.get(calls[0]++ % copies.size());
            try (NDManager inner = scope.newSubManager()) {
                if (matrix.scale().isEmpty()) {
                    quantization.plainProduct(inner, x, matrix.weight());
                } else {
                    quantization.product(inner, x, matrix.weight(), matrix.scale());
                }
            }
        };
    }
}
