package llamanas.protocol.space;

import java.util.Collections;
import java.util.List;

/**
 * One sub-network in canonical form: one entry per decoder layer of the full network. Two architectures are equal exactly
 * if they compute the same function from the same weights, so equality is what "measured before" means.
 */
public record Architecture(List<LayerChoice> layers) {
    public Architecture {
        layers = layers.stream().map(LayerChoice::canonical).toList();
    }

    /** The full network of the given shape. */
    public static Architecture full(ModelShape shape) {
        return new Architecture(Collections.nCopies(shape.layers(), LayerChoice.whole(shape)));
    }

    /** Number of layers that run. */
    public int depth() {
        return (int) layers.stream().filter(LayerChoice::keep).count();
    }
}
