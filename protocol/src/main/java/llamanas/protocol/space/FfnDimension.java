package llamanas.protocol.space;

import java.util.List;

/**
 * The width of the feed-forward block of each of some layers.
 *
 * @param layers indices of the layers that vary
 * @param widths widths to choose from, ascending; 0 drops the block
 */
public record FfnDimension(List<Integer> layers, List<Integer> widths) implements LayerDimension<Integer> {
    public FfnDimension {
        layers = List.copyOf(layers);
        widths = widths.stream().sorted().distinct().toList();
    }

    @Override
    public String gene() {
        return "ffn";
    }

    @Override
    public List<Integer> options() {
        return widths;
    }

    /** A layer that is gone stays so. */
    @Override
    public LayerChoice with(LayerChoice layer, Integer width) {
        return layer.keep() ? layer.withFfn(width) : layer;
    }

    @Override
    public Integer of(LayerChoice layer) {
        return layer.ffn();
    }
}
