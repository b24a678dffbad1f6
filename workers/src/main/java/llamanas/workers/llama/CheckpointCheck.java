package llamanas.workers.llama;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import llamanas.protocol.InvalidInputException;

/** Compares the tensors of a checkpoint with those that its config.json calls for. */
final class CheckpointCheck {
    /**
     * A tensor that the config calls for.
     *
     * @param why the config keys that the shape follows from
     */
    private record Expected(String name, List<Long> shape, String why) {}

    private static final String HEAD = "lm_head.weight";
    private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\..*");

    /** Rotary frequencies that old versions of transformers stored; they follow from the config. */
    private static final Pattern HARMLESS =
            Pattern.compile("model\\.(layers\\.\\d+\\.self_attn\\.)?rotary_emb\\.inv_freq");

    private final CheckpointIndex index;
    private final LlamaConfig config;

    private CheckpointCheck(CheckpointIndex index, LlamaConfig config) {
        this.index = index;
        this.config = config;
    }

    static void check(CheckpointIndex index, LlamaConfig config) {
        CheckpointCheck check = new CheckpointCheck(index, config);
        List<Expected> expected = check.expected();
        expected.forEach(check::matches);
        Set<String> unknown = new TreeSet<>(index.tensors().keySet());
        unknown.removeAll(expected.stream().map(Expected::name).collect(Collectors.toSet()));
        unknown.stream().filter(n -> !HARMLESS.matcher(n).matches()).findFirst().ifPresent(check::refuse);
    }

    private void matches(Expected expected) {
        SafetensorsTensor found = index.tensors().get(expected.name());
        boolean tied = config.tiedEmbeddings() && expected.name().equals(HEAD);
        if (found == null && !tied) {
            throw new InvalidInputException(index.folder() + ": tensor " + expected.name()
                    + ": missing, expected shape " + expected.shape() + " (" + expected.why() + " in config.json)");
        }
        if (found != null && !found.shape().equals(expected.shape())) {
            throw new InvalidInputException(found.file() + ": tensor " + expected.name() + ": found shape "
                    + found.shape() + ", expected " + expected.shape() + " (" + expected.why() + " in config.json)");
        }
    }

    private void refuse(String name) {
        Matcher layer = LAYER.matcher(name);
        boolean beyond = layer.matches() && !inside(layer.group(1));
        String hint = beyond
                ? "num_hidden_layers is " + config.layers()
                : name.endsWith(".bias")
                        ? "attention_bias is " + config.attentionBias() + ", mlp_bias is " + config.mlpBias()
                        : "a LLaMA has no such tensor";
        throw new InvalidInputException(index.tensor(name).file() + ": tensor " + name
                + ": found, but config.json does not call for it (" + hint + "); config and weights don't fit");
    }

    private boolean inside(String layer) {
        return layer.length() < 9 && Integer.parseInt(layer) < config.layers();
    }

    private List<Expected> expected() {
        List<Expected> all = new ArrayList<>();
        String embedding = "vocab_size, hidden_size";
        all.add(expect("model.embed_tokens.weight", embedding, config.vocabSize(), config.hiddenSize()));
        for (int layer = 0; layer < config.layers(); layer++) {
            addLayer("model.layers." + layer + ".", all);
        }
        all.add(expect("model.norm.weight", "hidden_size", config.hiddenSize()));
        all.add(expect(HEAD, embedding + "; tie_word_embeddings", config.vocabSize(), config.hiddenSize()));
        return all;
    }

    private void addLayer(String layer, List<Expected> all) {
        long hidden = config.hiddenSize();
        long queries = (long) config.heads() * config.headDim();
        long keys = (long) config.kvHeads() * config.headDim();
        String q = "num_attention_heads x head_dim";
        String kv = "num_key_value_heads x head_dim";
        all.add(expect(layer + "input_layernorm.weight", "hidden_size", hidden));
        addLinear(layer + "self_attn.q_proj", q, queries, "hidden_size", hidden, config.attentionBias(), all);
        addLinear(layer + "self_attn.k_proj", kv, keys, "hidden_size", hidden, config.attentionBias(), all);
        addLinear(layer + "self_attn.v_proj", kv, keys, "hidden_size", hidden, config.attentionBias(), all);
        addLinear(layer + "self_attn.o_proj", "hidden_size", hidden, q, queries, config.attentionBias(), all);
        all.add(expect(layer + "post_attention_layernorm.weight", "hidden_size", hidden));
        long ffn = config.intermediateSize();
        addLinear(layer + "mlp.gate_proj", "intermediate_size", ffn, "hidden_size", hidden, config.mlpBias(), all);
        addLinear(layer + "mlp.up_proj", "intermediate_size", ffn, "hidden_size", hidden, config.mlpBias(), all);
        addLinear(layer + "mlp.down_proj", "hidden_size", hidden, "intermediate_size", ffn, config.mlpBias(), all);
    }

    private static void addLinear(
            String name,
            String rowsFrom,
            long rows,
            String columnsFrom,
            long columns,
            boolean bias,
            List<Expected> all) {
        all.add(expect(name + ".weight", rowsFrom + ", " + columnsFrom, rows, columns));
        if (bias) {
            String key = name.contains("mlp") ? "mlp_bias" : "attention_bias";
            all.add(expect(name + ".bias", rowsFrom + "; " + key, rows));
        }
    }

    private static Expected expect(String name, String why, long... shape) {
        return new Expected(name, Arrays.stream(shape).boxed().toList(), why);
    }
}
