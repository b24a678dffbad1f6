package llamanas.protocol.search;

import java.util.List;

/**
 * A search space as the user declares it, before the model's shape is known. Empty lists mean "does not vary".
 *
 * @param depth numbers of layers to choose from
 * @param depthOrder in which order layers go: {@code importance} (least important first) or {@code tail} (last first)
 * @param keep layers with a free keep-or-drop gene; excludes {@code depth}
 * @param attention layers whose attention may be dropped
 * @param ffn widths of the feed-forward block, the same choices for every layer; 0 drops the block
 */
public record SpaceSpec(
        List<Integer> depth, String depthOrder, LayerSelection keep, LayerSelection attention, List<Integer> ffn) {
    public static final String IMPORTANCE = "importance";
    public static final String TAIL = "tail";

    public SpaceSpec {
        depth = List.copyOf(depth);
        ffn = List.copyOf(ffn);
    }
}
