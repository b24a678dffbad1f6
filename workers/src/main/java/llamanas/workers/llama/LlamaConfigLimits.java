package llamanas.workers.llama;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What config.json files of this family can ask for and this runtime does not compute. Such a key may be there with the
 * value that means "not used"; with any other value the config is refused.
 */
final class LlamaConfigLimits {
    private record Limit(String key, String expected, Predicate<JsonNode> allowed) {}

    private static final Set<String> LLAMAS = Set.of("LlamaForCausalLM", "LLaMAForCausalLM", "LlamaModel");

    private static final List<Limit> LIMITS = List.of(
            new Limit("model_type", "\"llama\"", text("llama")),
            new Limit("architectures", "[\"LlamaForCausalLM\"]", LlamaConfigLimits::llama),
            new Limit("hidden_act", "\"silu\"", text("silu").or(text("swish"))),
            new Limit("partial_rotary_factor", "1", number(1)),
            new Limit("layer_types", "\"full_attention\" for every layer", LlamaConfigLimits::fullAttention),
            new Limit("auto_map", "none, since code of a checkpoint is not run", LlamaConfigLimits::unused),
            unused("sliding_window"),
            unused("attention_chunk_size"),
            unused("quantization_config"),
            unused("compression_config"),
            unused("rope_interleaved"),
            unused("no_rope_layers"),
            unused("use_qk_norm"),
            unused("qk_norm"),
            unused("clip_qkv"),
            unused("attn_logit_softcapping"),
            unused("final_logit_softcapping"),
            unused("attention_multiplier"),
            unused("embedding_multiplier"),
            unused("residual_multiplier"),
            unused("logits_scaling"),
            unused("logit_scale"),
            unused("num_local_experts"),
            unused("num_experts"),
            unused("block_configs"),
            unused("pruned_heads"),
            unused("is_encoder_decoder"),
            unused("add_cross_attention"));

    private LlamaConfigLimits() {}

    static Set<String> keys() {
        return LIMITS.stream().map(Limit::key).collect(Collectors.toUnmodifiableSet());
    }

    static void check(JsonFields fields) {
        if (!fields.has("model_type")) {
            throw fields.bad("model_type", "nothing", "\"llama\"");
        }
        for (Limit limit : LIMITS) {
            if (fields.has(limit.key()) && !limit.allowed().test(fields.get(limit.key()))) {
                throw fields.bad(
                        limit.key(), fields.get(limit.key()), limit.expected() + " (the only form that is supported)");
            }
        }
    }

    private static Limit unused(String key) {
        return new Limit(key, "none", LlamaConfigLimits::unused);
    }

    private static boolean unused(JsonNode node) {
        return node.isNull()
                || (node.isBoolean() && !node.booleanValue())
                || (node.isContainerNode() && node.isEmpty());
    }

    /** With the spelling of the first LLaMA, and the class without an output projection, which tied embeddings need not have. */
    private static boolean llama(JsonNode node) {
        return node.isArray() && node.size() == 1 && LLAMAS.contains(node.get(0).asText());
    }

    private static boolean fullAttention(JsonNode node) {
        boolean full = node.isArray();
        for (JsonNode layer : node) {
            full &= text("full_attention").test(layer);
        }
        return full;
    }

    private static Predicate<JsonNode> text(String value) {
        return node -> node.isTextual() && node.textValue().equals(value);
    }

    private static Predicate<JsonNode> number(double value) {
        return node -> node.isNumber() && node.doubleValue() == value;
    }
}
