package llamanas.workers.llama;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * config.json to {@link LlamaConfig}, in the spellings of transformers 4 ({@code rope_theta}, {@code rope_scaling},
 * {@code torch_dtype}) and 5 ({@code rope_parameters}, {@code dtype}).
 */
final class LlamaConfigReader {
    private static final Set<String> DTYPES = Set.of("float32", "float16", "bfloat16");

    private static final int NO_TOKEN = -1;

    /** Keys that are read here. */
    private static final Set<String> READ = Set.of(
            "hidden_size",
            "intermediate_size",
            "num_hidden_layers",
            "num_attention_heads",
            "num_key_value_heads",
            "head_dim",
            "vocab_size",
            "max_position_embeddings",
            "original_max_position_embeddings",
            "rms_norm_eps",
            "tie_word_embeddings",
            "attention_bias",
            "mlp_bias",
            "bos_token_id",
            "eos_token_id",
            "rope_theta",
            "rope_scaling",
            "rope_parameters",
            "torch_dtype",
            "dtype");

    /** Keys that don't change what the model computes; every other unknown one is shown to the user. */
    private static final Set<String> HARMLESS = Set.of(
            "_name_or_path",
            "_from_model_config",
            "attention_dropout",
            "initializer_range",
            "pretraining_tp", // how a training was split; transformers ignores it as well
            "max_length",
            "output_attentions",
            "output_hidden_states",
            "pad_token_id",
            "return_dict",
            "transformers_version",
            "unk_token_id",
            "use_cache");

    private final JsonFields fields;

    private LlamaConfigReader(JsonFields fields) {
        this.fields = fields;
    }

    static LlamaConfig read(Path file) {
        JsonFields fields = JsonFields.read(file, "the config of a Hugging Face checkpoint");
        LlamaConfigLimits.check(fields);
        return new LlamaConfigReader(fields).config(file);
    }

    private LlamaConfig config(Path file) {
        int hidden = fields.positive("hidden_size");
        int heads = fields.positive("num_attention_heads");
        int vocabulary = fields.positive("vocab_size");
        return new LlamaConfig(
                file,
                hidden,
                fields.positive("intermediate_size"),
                fields.positive("num_hidden_layers"),
                heads,
                kvHeads(heads),
                headDim(hidden, heads),
                vocabulary,
                fields.positive("max_position_embeddings", 2048),
                fields.positiveReal("rms_norm_eps", 1e-6),
                fields.flag("tie_word_embeddings"),
                fields.flag("attention_bias"),
                fields.flag("mlp_bias"),
                bos(vocabulary),
                eos(vocabulary),
                LlamaConfigRope.read(fields),
                dtype(),
                ignored());
    }

    private int kvHeads(int heads) {
        int found = fields.positive("num_key_value_heads", heads);
        if (heads % found != 0) {
            throw fields.bad("num_key_value_heads", found, "a divisor of num_attention_heads = " + heads);
        }
        return found;
    }

    private int headDim(int hidden, int heads) {
        if (!fields.has("head_dim") && hidden % heads != 0) {
            throw fields.bad("num_attention_heads", heads, "a divisor of hidden_size = " + hidden + ", or a head_dim");
        }
        int found = fields.positive("head_dim", Math.max(hidden / heads, 1));
        if (found % 2 != 0) {
            throw fields.bad("head_dim", found, "an even number, since rotary embedding turns pairs");
        }
        return found;
    }

    /** What the config says; the tokenizer knows better. */
    private OptionalInt bos(int vocabulary) {
        return fields.has("bos_token_id")
                ? id("bos_token_id", fields.get("bos_token_id"), vocabulary)
                : OptionalInt.empty();
    }

    private List<Integer> eos(int vocabulary) {
        if (fields.isNull("eos_token_id")) {
            return List.of();
        }
        if (!fields.has("eos_token_id")) {
            return List.of(2);
        }
        JsonNode found = fields.get("eos_token_id");
        List<Integer> ids = new ArrayList<>();
        for (JsonNode node : found.isArray() ? found : List.of(found)) {
            id("eos_token_id", node, vocabulary).ifPresent(ids::add);
        }
        return ids;
    }

    /** Empty for -1, which some write where there is none. */
    private OptionalInt id(String key, JsonNode node, int vocabulary) {
        if (node.isIntegralNumber() && node.canConvertToInt() && node.intValue() == NO_TOKEN) {
            return OptionalInt.empty();
        }
        if (!node.canConvertToInt()
                || !node.isIntegralNumber()
                || node.intValue() < 0
                || node.intValue() >= vocabulary) {
            throw fields.bad(key, node, "an id from 0 to vocab_size - 1 = " + (vocabulary - 1));
        }
        return OptionalInt.of(node.intValue());
    }

    private String dtype() {
        String key = fields.has("dtype") ? "dtype" : "torch_dtype";
        String found = fields.has(key) ? fields.text(key) : "float32";
        if (!DTYPES.contains(found)) {
            throw fields.bad(key, found, "float32, float16 or bfloat16");
        }
        return found;
    }

    private List<String> ignored() {
        Set<String> left = new TreeSet<>(fields.keys());
        left.removeAll(READ);
        left.removeAll(HARMLESS);
        left.removeAll(LlamaConfigLimits.keys());
        return List.copyOf(left);
    }
}
