package llamanas.workers.llama;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights of the full network in the order that the kernels want (see kernels.py), as one native list that is made once
 * and passed to every call. On a CPU, tensors stored in the wanted dtype stay views of the memory-mapped files: loading
 * costs no memory of its own, and processes on one host share the pages.
 */
final class Weights implements AutoCloseable {
    private static final String[] LAYER = {
        "input_layernorm.weight",
        "self_attn.q_proj.weight",
        "self_attn.k_proj.weight",
        "self_attn.v_proj.weight",
        "self_attn.o_proj.weight",
        "post_attention_layernorm.weight",
        "mlp.gate_proj.weight",
        "mlp.up_proj.weight",
        "mlp.down_proj.weight",
        "self_attn.q_proj.bias",
        "self_attn.k_proj.bias",
        "self_attn.v_proj.bias",
        "self_attn.o_proj.bias",
        "mlp.gate_proj.bias",
        "mlp.up_proj.bias",
        "mlp.down_proj.bias"
    };

    private static final int HEAD = 2;

    private final NDManager owner;
    private final List<NDArray> arrays;
    private final IValue list;

    private Weights(NDManager owner, List<NDArray> arrays) {
        this.owner = owner;
        this.arrays = List.copyOf(arrays);
        this.list = IValue.listFrom(arrays.toArray(PtNDArray[]::new));
    }

    static Weights load(CheckpointIndex checkpoint, LlamaConfig config, Kernels kernels, Dtype dtype) {
        NDManager owner = kernels.newScope();
        try {
            TensorSource source = new TensorSource(checkpoint, kernels, owner);
            List<NDArray> arrays = new ArrayList<>();
            for (String name : names(config)) {
                if (arrays.size() == HEAD && config.tiedEmbeddings()) {
                    arrays.add(arrays.get(0));
                } else if (checkpoint.tensors().containsKey(name)) {
                    arrays.add(onDevice(source.map(name), dtype, kernels));
                } else {
                    arrays.add(absent(owner, dtype, kernels));
                }
            }
            return new Weights(owner, arrays);
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    static Weights random(LlamaConfig config, Kernels kernels, Dtype dtype) {
        NDManager owner = kernels.newScope();
        long hidden = config.hiddenSize();
        long ffn = config.intermediateSize();
        long q = (long) config.heads() * config.headDim();
        long kv = (long) config.kvHeads() * config.headDim();
        List<NDArray> arrays = new ArrayList<>();
        NDArray norm = dtype.cast(kernels, owner.ones(new Shape(hidden)));
        arrays.add(kernels.random(owner, dtype, 0, config.vocabSize(), hidden));
        arrays.add(norm);
        arrays.add(
                config.tiedEmbeddings() ? arrays.get(0) : kernels.random(owner, dtype, 1, config.vocabSize(), hidden));
        for (int layer = 0; layer < config.layers(); layer++) {
            arrays.add(norm);
            arrays.add(kernels.random(owner, dtype, layer, q, hidden));
            arrays.add(kernels.random(owner, dtype, layer + 1, kv, hidden));
            arrays.add(kernels.random(owner, dtype, layer + 2, kv, hidden));
            arrays.add(kernels.random(owner, dtype, layer + 3, hidden, q));
            arrays.add(norm);
            arrays.add(kernels.random(owner, dtype, layer + 4, ffn, hidden));
            arrays.add(kernels.random(owner, dtype, layer + 5, ffn, hidden));
            arrays.add(kernels.random(owner, dtype, layer + 6, hidden, ffn));
            for (int bias = 9; bias < LAYER.length; bias++) {
                arrays.add(absent(owner, dtype, kernels));
            }
        }
        return new Weights(owner, arrays);
    }

    private static List<String> names(LlamaConfig config) {
        List<String> names = new ArrayList<>();
        names.add("model.embed_tokens.weight");
        names.add("model.norm.weight");
        names.add(config.tiedEmbeddings() ? "model.embed_tokens.weight" : "lm_head.weight");
        for (int layer = 0; layer < config.layers(); layer++) {
            for (String name : LAYER) {
                names.add("model.layers." + layer + "." + name);
            }
        }
        return names;
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

    List<NDArray> arrays() {
        return arrays;
    }

    @Override
    public void close() {
        list.close();
        owner.close();
    }
}
