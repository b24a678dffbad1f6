package llamanas.protocol.space;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One sub-network in canonical form: one entry per decoder layer of the full network. Two architectures are equal exactly
 * if they compute the same function from the same weights, so equality is what "measured before" means.
 */
public record Architecture(List<LayerChoice> layers) {
    public Architecture {
        List<LayerChoice> canonical = new ArrayList<>(layers.size());
        layers.forEach(layer -> canonical.add(layer.canonical()));
        layers = List.copyOf(canonical);
    }

    /** The full network of the given shape. */
    public static Architecture full(ModelShape shape) {
        return new Architecture(Collections.nCopies(shape.layers(), LayerChoice.whole(shape)));
    }

    /** The same with so many bits in all matrices of all layers. */
    public Architecture withBits(int bits) {
        return new Architecture(
                layers.stream().map(layer -> layer.withBits(Bits.all(bits))).toList());
    }

    /** Number of layers that run. */
    public int depth() {
        return (int) layers.stream().filter(LayerChoice::keep).count();
    }
}
