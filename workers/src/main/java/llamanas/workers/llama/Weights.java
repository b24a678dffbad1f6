package llamanas.workers.llama;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights of the full network in the order that the kernels want (see kernels.py), as one native list that is made once
 * and passed to every call. On a CPU, tensors stored in the wanted dtype stay views of the memory-mapped files: loading
 * costs no memory of its own, and processes on one host share the pages.
 */
final class Weights implements AutoCloseable {
    /** Place of the output projection in the kernels' list. */
    private static final int HEAD = 2;

    private final NDManager owner;
    private final List<NDArray> arrays;
    private final IValue list;
    private final IValue noScales;

    private Weights(NDManager owner, List<NDArray> arrays) {
        this.owner = owner;
        this.arrays = List.copyOf(arrays);
        this.list = Subnetwork.list(arrays);
        this.noScales = Subnetwork.list(List.of());
    }

    static Weights load(
            CheckpointIndex checkpoint,
            LlamaConfig config,
            Kernels kernels,
            Arithmetic arithmetic,
            NonFinite nonFinite) {
        Dtype computed = arithmetic.computed();
        NDManager owner = kernels.newScope();
        try {
            TensorSource source = new TensorSource(checkpoint, kernels, owner);
            List<NDArray> arrays = new ArrayList<>();
            for (TensorSpec tensor : CheckpointLayout.forKernels(config)) {
                if (arrays.size() == HEAD && config.tiedEmbeddings()) {
                    arrays.add(arrays.get(0));
                } else if (tensor.calledFor(config)) {
                    NDArray mapped = source.map(tensor.name());
                    nonFinite.check(checkpoint.tensor(tensor.name()), mapped, kernels);
                    arrays.add(computed.cast(kernels, onDevice(mapped, arithmetic.stored(), kernels)));
                } else {
                    arrays.add(absent(owner, computed, kernels));
                }
            }
            return new Weights(owner, arrays);
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    /** Made-up weights: norms of one, small noise elsewhere; biases of zero where the config has them. */
    static Weights random(LlamaConfig config, Kernels kernels, Dtype dtype) {
        NDManager owner = kernels.newScope();
        try {
            List<NDArray> arrays = new ArrayList<>();
            for (TensorSpec tensor : CheckpointLayout.forKernels(config)) {
                boolean head = config.tiedEmbeddings() && arrays.size() == HEAD;
                arrays.add(head ? arrays.get(0) : random(tensor, config, owner, kernels, dtype, arrays.size()));
            }
            return new Weights(owner, arrays);
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    private static NDArray random(
            TensorSpec tensor, LlamaConfig config, NDManager owner, Kernels kernels, Dtype dtype, int seed) {
        if (!tensor.calledFor(config)) {
            return absent(owner, dtype, kernels);
        }
        long[] shape = tensor.shape(config).stream().mapToLong(Long::longValue).toArray();
        if (shape.length == 2) {
            return kernels.random(owner, dtype, seed, shape);
        }
        boolean bias = !tensor.key().isEmpty();
        return dtype.cast(kernels, bias ? owner.zeros(new Shape(shape)) : owner.ones(new Shape(shape)));
    }

    private static NDArray onDevice(NDArray mapped, Dtype dtype, Kernels kernels) {
        Device device = kernels.device();
        NDArray placed = device.equals(mapped.getDevice()) ? mapped : mapped.toDevice(device, false);
        return dtype.cast(kernels, placed);
    }

    /** Stands for a bias that the model does not have. */
    private static NDArray absent(NDManager owner, Dtype dtype, Kernels kernels) {
        return dtype.cast(kernels, owner.create(new Shape(0), DataType.FLOAT32));
    }

    IValue all() {
        return list;
    }

    /** The empty list of scales: nothing is quantized. */
    IValue noScales() {
        return noScales;
    }

    List<NDArray> arrays() {
        return arrays;
    }

    @Override
    public void close() {
        list.close();
        noScales.close();
        owner.close();
    }
}
