package llamanas.workers.llama;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * The rotary embedding of a config.json: {@code rope_theta} with {@code rope_scaling} (transformers 4), or both in
 * {@code rope_parameters} (transformers 5). Keys of other scalings are refused: they would change the function.
 */
final class LlamaConfigRope {
    private static final String ORIGINAL = "original_max_position_embeddings";
    private static final double DEFAULT_THETA = 10_000;
    private static final Set<String> KEYS =
            Set.of("rope_type", "type", "rope_theta", "factor", "low_freq_factor", "high_freq_factor", ORIGINAL);

    private LlamaConfigRope() {}

    static LlamaConfig.Rope read(JsonFields config) {
        JsonFields rope = object(config);
        for (String key : rope.keys()) {
            JsonNode value = rope.get(key);
            boolean whole = key.equals("partial_rotary_factor") && value.isNumber() && value.doubleValue() == 1;
            if (!KEYS.contains(key) && !whole) {
                throw rope.bad(key, value, "no such key: rope types none, default, linear and llama3 are supported");
            }
        }
        return new LlamaConfig.Rope(theta(config, rope), scaling(config, rope));
    }

    private static JsonFields object(JsonFields config) {
        boolean both = config.has("rope_scaling") && config.has("rope_parameters");
        if (both && !config.get("rope_scaling").equals(config.get("rope_parameters"))) {
            throw config.bad(
                    "rope_parameters", config.get("rope_parameters"), "the same as rope_scaling, or only one of both");
        }
        return config.object(config.has("rope_parameters") ? "rope_parameters" : "rope_scaling");
    }

    private static double theta(JsonFields config, JsonFields rope) {
        double outer = config.positiveReal("rope_theta", rope.positiveReal("rope_theta", DEFAULT_THETA));
        double theta = rope.positiveReal("rope_theta", outer);
        if (theta != outer) {
            throw rope.bad("rope_theta", theta, "the same as rope_theta = " + outer + " outside of it");
        }
        return theta;
    }

    private static LlamaConfig.Scaling scaling(JsonFields config, JsonFields rope) {
        String key = rope.has("rope_type") || !rope.has("type") ? "rope_type" : "type";
        String type = rope.has(key) ? rope.text(key) : rope.has("factor") ? "unnamed" : "default";
        return switch (type) {
            case "default", "none" -> new LlamaConfig.Unscaled();
            case "linear" -> new LlamaConfig.Linear(rope.positiveReal("factor"));
            case "llama3" -> llama3(config, rope);
            default -> throw rope.bad(key, type, "one of the supported types default, linear, llama3");
        };
    }

    /** The original length stands beside the scaling, or, in some files, outside of it. */
    private static LlamaConfig.Scaling llama3(JsonFields config, JsonFields rope) {
        double low = rope.positiveReal("low_freq_factor");
        double high = rope.positiveReal("high_freq_factor");
        if (high <= low) {
            throw rope.bad("high_freq_factor", high, "more than low_freq_factor = " + low);
        }
        boolean outside = !rope.has(ORIGINAL) && config.has(ORIGINAL);
        int original = (outside ? config : rope).positive(ORIGINAL);
        return new LlamaConfig.Llama3(rope.positiveReal("factor"), low, high, original);
    }
}
