package llamanas.protocol.space;

import java.util.List;

/**
 * A free keep-or-drop gene for each of some layers.
 *
 * @param layers indices of the layers that may go
 */
public record KeepDimension(List<Integer> layers) implements LayerDimension<Boolean> {
    private static final List<Boolean> OPTIONS = List.of(false, true);

    public KeepDimension {
        layers = List.copyOf(layers);
    }

    @Override
    public String gene() {
        return "keep";
    }

    @Override
    public List<Boolean> options() {
        return OPTIONS;
    }

    @Override
    public String label(Boolean keep) {
        return keep ? "keep" : "drop";
    }

    @Override
    public LayerChoice with(LayerChoice layer, Boolean keep) {
        return keep ? layer : LayerChoice.REMOVED;
    }

    @Override
    public Boolean of(LayerChoice layer) {
        return layer.keep();
    }
}
