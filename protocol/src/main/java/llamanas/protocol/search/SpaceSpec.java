package llamanas.protocol.search;

import java.util.List;
import llamanas.protocol.space.Attention;
import llamanas.protocol.space.AttentionDimension;
import org.jspecify.annotations.Nullable;

/**
 * A search space as the user declares it, before the model's shape is known. Empty lists mean "does not vary".
 *
 * @param depth numbers of layers to choose from
 * @param depthOrder in which order layers go: {@code importance} (least important first) or {@code tail} (last first)
 * @param keep layers with a free keep-or-drop gene; excludes {@code depth}
 * @param attention layers whose attention varies
 * @param ffn widths of the feed-forward block, the same choices for every layer; 0 drops the block
 * @param operators how a layer whose attention varies may attend
 * @param kvHeads numbers of key/value heads, the same choices for every layer; 0 drops the attention block
 * @param bits of the weights, the same choices for every layer
 */
public record SpaceSpec(
        List<Integer> depth,
        String depthOrder,
        LayerSelection keep,
        LayerSelection attention,
        List<Integer> ffn,
        List<Attention> operators,
        List<Integer> kvHeads,
        BitChoices bits) {
    public static final String IMPORTANCE = "importance";
    public static final String TAIL = "tail";

    /** In journals of before, the last three are missing. */
    @SuppressWarnings("NullAway")
    public SpaceSpec {
        depth = List.copyOf(depth);
        ffn = List.copyOf(ffn);
        operators = orElse(operators, AttentionDimension.KEEP_OR_DROP);
        kvHeads = orElse(kvHeads, List.of());
        bits = bits == null ? BitChoices.NONE : bits;
    }

    /** One in which neither operators nor heads nor bits vary. */
    public SpaceSpec(
            List<Integer> depth, String depthOrder, LayerSelection keep, LayerSelection attention, List<Integer> ffn) {
        this(depth, depthOrder, keep, attention, ffn, AttentionDimension.KEEP_OR_DROP, List.of(), BitChoices.NONE);
    }

    /** The same with all weights as they are loaded. */
    public SpaceSpec withoutBits() {
        return new SpaceSpec(depth, depthOrder, keep, attention, ffn, operators, kvHeads, BitChoices.NONE);
    }

    private static <T> List<T> orElse(@Nullable List<T> given, List<T> missing) {
        return given == null ? missing : List.copyOf(given);
    }
}
