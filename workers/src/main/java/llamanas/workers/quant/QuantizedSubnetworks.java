package llamanas.workers.quant;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import llamanas.protocol.search.DeploymentSpec.WithoutKernel;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Bits;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.Matrix;
import llamanas.workers.llama.LlamaModel;
import llamanas.workers.llama.QuantizationKernels;
import llamanas.workers.llama.Subnetwork;

/**
 * Sub-networks of one model with weights of 8 and 4 bits. Their matrices come from a cache that all share; what is not
 * quantized stays a view of the model's weights: embedding, norms, biases, output projection, and layers of 16 bits.
 *
 * <p>Thread-safe. It has to be closed before the model is.
 */
public final class QuantizedSubnetworks implements AutoCloseable {
    /** Bytes of quantized matrices that are kept where nothing else is said: 2 GiB. */
    public static final long DEFAULT_BUDGET = 2L << 30;

    private final LlamaModel model;
    private final NDManager owner;
    private final NDArray nothing;
    private final QuantizedMatrices packed;
    private final QuantizedMatrices rounded;
    private final IntPredicate hasKernel;
    private final Map<Integer, Boolean> kernels = new ConcurrentHashMap<>();

    QuantizedSubnetworks(LlamaModel model, long budget, IntPredicate hasKernel) {
        QuantizationKernels torch = new QuantizationKernels(model.kernels(), model.dtype());
        this.model = model;
        this.owner = model.newScope();
        this.nothing = torch.nothing(owner);
        this.packed = new QuantizedMatrices(Quantizer.packing(torch), model::matrix, budget);
        this.rounded = new QuantizedMatrices(Quantizer.dequantizing(torch), model::matrix, budget);
        this.hasKernel = hasKernel;
    }

    /**
     * None so far.
     *
     * @param budget bytes of matrices to keep; what runs at once may take more
     */
    public static QuantizedSubnetworks of(LlamaModel model, long budget) {
        QuantizationKernels probed = new QuantizationKernels(model.kernels(), model.dtype());
        return new QuantizedSubnetworks(model, budget, bits -> KernelProbe.works(probed, bits));
    }

    /**
     * A sub-network with the bits that its layers say. It leases its matrices until it is closed.
     *
     * @param plan of the architecture
     * @throws NoKernelException where the device has none for these bits and {@code without} refuses that
     * @throws llamanas.protocol.InvalidInputException where a matrix can't have so few bits
     */
    public Subnetwork of(Architecture architecture, long[] plan, WithoutKernel without) {
        Lists lists = new Lists();
        try {
            for (int layer = 0; layer < architecture.layers().size(); layer++) {
                for (Matrix matrix : Matrix.ALL) {
                    add(lists, layer, matrix, architecture.layers().get(layer), without);
                }
            }
            return Subnetwork.of(plan, lists.weights, lists.scales, lists::release);
        } catch (RuntimeException e) {
            lists.release();
            throw e;
        }
    }

    /** The kernels' lists, and what has to be given back. */
    private final class Lists {
        final List<NDArray> weights = new ArrayList<>(model.arrays());
        final List<NDArray> scales = new ArrayList<>();
        final List<QuantizedMatrices.Lease> leases = new ArrayList<>();

        void release() {
            leases.forEach(QuantizedMatrices.Lease::close);
        }
    }

    private void add(Lists lists, int layer, Matrix matrix, LayerChoice choice, WithoutKernel without) {
        int bits = bits(choice, matrix);
        if (bits == Bits.LOADED) {
            lists.scales.add(nothing);
            return;
        }
        long rows = matrix.rows(model.shape(), choice);
        long columns = matrix.columns(model.shape(), choice);
        QuantizedMatrices.Lease lease = cache(bits, without).lease(layer, matrix, rows, columns, bits);
        lists.leases.add(lease);
        lists.weights.set(LlamaModel.placeOf(layer, matrix), lease.matrix().weight());
        lists.scales.add(lease.matrix().scale());
    }

    private QuantizedMatrices cache(int bits, WithoutKernel without) {
        if (hasKernel(bits)) {
            return packed;
        } else if (without == WithoutKernel.DEQUANTIZE) {
            return rounded;
        }
        throw new NoKernelException(
                model.device().toString(), bits, model.dtype().label());
    }

    private int bits(LayerChoice choice, Matrix matrix) {
        return matrix.rows(model.shape(), choice) > 0 ? matrix.bits(choice.bits()) : Bits.LOADED;
    }

    private boolean hasKernel(int bits) {
        return kernels.computeIfAbsent(bits, hasKernel::test);
    }

    /** The bits of an architecture that would be computed with dequantized weights, ascending; mostly none. */
    public List<Integer> dequantized(Architecture architecture) {
        return architecture.layers().stream()
                .flatMap(choice -> Matrix.ALL.stream().map(matrix -> bits(choice, matrix)))
                .distinct()
                .filter(bits -> bits != Bits.LOADED && !hasKernel(bits))
                .sorted()
                .toList();
    }

    /** Bytes of the matrices that are kept. */
    public long bytes() {
        return packed.bytes() + rounded.bytes();
    }

    @Override
    public void close() {
        packed.close();
        rounded.close();
        owner.close();
    }
}
