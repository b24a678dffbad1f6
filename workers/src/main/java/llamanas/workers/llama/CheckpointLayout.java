package llamanas.workers.llama;

import static llamanas.workers.llama.Axis.HIDDEN;
import static llamanas.workers.llama.Axis.KEYS;
import static llamanas.workers.llama.Axis.NEURONS;
import static llamanas.workers.llama.Axis.QUERIES;
import static llamanas.workers.llama.Axis.VOCABULARY;

import java.util.ArrayList;
import java.util.List;
import llamanas.protocol.space.Matrix;

/** Names and shapes of a LLaMA's tensors, as Hugging Face transformers stores them: the one place that knows them. */
public final class CheckpointLayout {
    static final String ATTENTION_BIAS = "attention_bias";
    static final String MLP_BIAS = "mlp_bias";
    static final String TIED = "tie_word_embeddings";

    static final TensorSpec EMBEDDING = outside("model.embed_tokens.weight", "", VOCABULARY, HIDDEN);
    static final TensorSpec FINAL_NORM = outside("model.norm.weight", "", HIDDEN);

    /** The output projection; where embeddings are tied it is allowed, but not needed. */
    static final TensorSpec HEAD = outside("lm_head.weight", TIED, VOCABULARY, HIDDEN);

    /** One layer in the order of the kernels (see kernels.py): norms and matrices, then the biases in the same order. */
    private static final List<TensorSpec> LAYER = List.of(
            layer("input_layernorm.weight", "", HIDDEN),
            layer("self_attn.q_proj.weight", "", QUERIES, HIDDEN),
            layer("self_attn.k_proj.weight", "", KEYS, HIDDEN),
            layer("self_attn.v_proj.weight", "", KEYS, HIDDEN),
            layer("self_attn.o_proj.weight", "", HIDDEN, QUERIES),
            layer("post_attention_layernorm.weight", "", HIDDEN),
            layer("mlp.gate_proj.weight", "", NEURONS, HIDDEN),
            layer("mlp.up_proj.weight", "", NEURONS, HIDDEN),
            layer("mlp.down_proj.weight", "", HIDDEN, NEURONS),
            layer("self_attn.q_proj.bias", ATTENTION_BIAS, QUERIES),
            layer("self_attn.k_proj.bias", ATTENTION_BIAS, KEYS),
            layer("self_attn.v_proj.bias", ATTENTION_BIAS, KEYS),
            layer("self_attn.o_proj.bias", ATTENTION_BIAS, HIDDEN),
            layer("mlp.gate_proj.bias", MLP_BIAS, NEURONS),
            layer("mlp.up_proj.bias", MLP_BIAS, NEURONS),
            layer("mlp.down_proj.bias", MLP_BIAS, HIDDEN));

    /** Tensors in front of the layers in the kernels' list. */
    private static final int OUTER = 3;

    private CheckpointLayout() {}

    /** The tensors that a checkpoint of that config has to have, from the embedding to the output projection. */
    public static List<TensorSpec> of(LlamaConfig config) {
        List<TensorSpec> all = new ArrayList<>();
        all.add(EMBEDDING);
        for (int layer = 0; layer < config.layers(); layer++) {
            all.addAll(layer(layer));
        }
        all.add(FINAL_NORM);
        all.add(HEAD);
        return all.stream().filter(tensor -> tensor.calledFor(config)).toList();
    }

    /** The tensors that a checkpoint of that config does have: all that it needs, and the head of tied embeddings if it is there. */
    public static List<TensorSpec> storedIn(CheckpointIndex checkpoint, LlamaConfig config) {
        List<TensorSpec> all = new ArrayList<>(of(config));
        if (config.tiedEmbeddings() && checkpoint.tensors().containsKey(HEAD.name())) {
            all.add(HEAD);
        }
        return List.copyOf(all);
    }

    /** The name of the same tensor in another layer. */
    public static String inLayer(String name, int layer) {
        return name.replaceFirst("^model\\.layers\\.\\d+\\.", "model.layers." + layer + ".");
    }

    /** Whether all that a layer's attention does passes through this tensor, a projection or its bias. */
    public static boolean endsAttention(TensorSpec tensor) {
        return tensor.name().contains(".self_attn.o_proj.");
    }

    /** Whether all that a layer's feed-forward block does passes through this tensor, a projection or its bias. */
    public static boolean endsFeedForward(TensorSpec tensor) {
        return tensor.name().contains(".mlp.down_proj.");
    }

    /** The kernels' list: embedding, final norm, output projection, then the layers with all biases they could have. */
    static List<TensorSpec> forKernels(LlamaConfig config) {
        List<TensorSpec> all = new ArrayList<>();
        all.add(EMBEDDING);
        all.add(FINAL_NORM);
        all.add(config.tiedEmbeddings() ? EMBEDDING : HEAD);
        for (int layer = 0; layer < config.layers(); layer++) {
            all.addAll(layer(layer));
        }
        return all;
    }

    /** Place of a layer's first tensor in the kernels' list. */
    static int firstOf(int layer) {
        return OUTER + layer * LAYER.size();
    }

    /** Place of a layer's matrix in the kernels' list. */
    static int placeOf(int layer, Matrix matrix) {
        int within =
                switch (matrix) {
                    case Q -> 1;
                    case K -> 2;
                    case V -> 3;
                    case O -> 4;
                    case GATE -> 6;
                    case UP -> 7;
                    case DOWN -> 8;
                };
        return firstOf(layer) + within;
    }

    private static List<TensorSpec> layer(int number) {
        String prefix = "model.layers." + number + ".";
        return LAYER.stream()
                .map(tensor -> new TensorSpec(prefix + tensor.name(), number, tensor.axes(), tensor.key()))
                .toList();
    }

    private static TensorSpec layer(String name, String key, Axis... axes) {
        return new TensorSpec(name, 0, List.of(axes), key);
    }

    private static TensorSpec outside(String name, String key, Axis... axes) {
        return new TensorSpec(name, TensorSpec.OUTSIDE, List.of(axes), key);
    }
}
