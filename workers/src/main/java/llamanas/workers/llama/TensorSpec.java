package llamanas.workers.llama;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A tensor that a config calls for.
 *
 * @param name in the checkpoint
 * @param layer the decoder layer that it belongs to, or {@link #OUTSIDE}
 * @param axes rows and columns, or the one axis of a norm or bias
 * @param key the flag of the config that decides whether it is there, or empty where it always is
 */
public record TensorSpec(String name, int layer, List<Axis> axes, String key) {
    /** {@link #layer} of embedding, output projection and final norm. */
    public static final int OUTSIDE = -1;

    public TensorSpec {
        axes = List.copyOf(axes);
    }

    /** {@code [rows, columns]}, or {@code [length]}. */
    public List<Long> shape(LlamaConfig config) {
        return axes.stream().map(axis -> axis.size(config)).toList();
    }

    /** The config keys that its shape follows from. */
    String why() {
        String sizes = axes.stream().map(Axis::keys).collect(Collectors.joining(", "));
        return key.isEmpty() ? sizes : sizes + "; " + key;
    }

    /** Whether a model of that config has it. */
    boolean calledFor(LlamaConfig config) {
        return switch (key) {
            case CheckpointLayout.ATTENTION_BIAS -> config.attentionBias();
            case CheckpointLayout.MLP_BIAS -> config.mlpBias();
            case CheckpointLayout.TIED -> !config.tiedEmbeddings();
            default -> true;
        };
    }
}
