package llamanas.protocol.space;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Says why a sub-network is not in a space: which layer, what was found there, which gene decides, and what it allows. */
public final class SpaceMismatch {
    private SpaceMismatch() {}

    /**
     * The first layer at which the sub-network leaves the space, in words.
     *
     * @param architecture one that the space does not contain
     */
    public static String of(SearchSpace space, Architecture architecture) {
        int layers = space.shape().layers();
        if (architecture.layers().size() != layers) {
            return "layers: found " + architecture.layers().size() + " of them, expected " + layers;
        }
        List<LayerChoice> nearest =
                space.architecture(space.encode(architecture)).layers();
        int layer = IntStream.range(0, layers)
                .filter(i -> !nearest.get(i).equals(architecture.layers().get(i)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the space contains " + architecture));
        return at(space, layer, architecture.layers().get(layer), nearest.get(layer));
    }

    private static String at(SearchSpace space, int layer, LayerChoice found, LayerChoice nearest) {
        String path = "layers[" + layer + "].";
        if (found.keep() != nearest.keep()) {
            return path + "keep: found " + found.keep() + ", expected " + nearest.keep() + ": " + keeping(space, layer);
        } else if (!found.attention().equals(nearest.attention())) {
            return path + "attention: found " + found.attention().label() + ", expected "
                    + nearest.attention().label() + ": " + allowed(space, "attention[" + layer + "]");
        } else if (found.kvHeads() != nearest.kvHeads()) {
            return path + "kvHeads: found " + found.kvHeads() + ": " + allowed(space, "kv_heads[" + layer + "]");
        } else if (found.ffn() != nearest.ffn()) {
            return path + "ffn: found " + found.ffn() + ": " + allowed(space, "ffn[" + layer + "]");
        }
        return path + "bits: found " + found.bits().label() + ": " + bits(space, layer);
    }

    private static String keeping(SearchSpace space, int layer) {
        return space.dimensions().stream()
                .filter(DepthDimension.class::isInstance)
                .map(DepthDimension.class::cast)
                .findFirst()
                .map(depth -> "gene depth allows " + text(depth.counts()) + " layers, and layers go in the order "
                        + text(depth.removalOrder()))
                .orElseGet(() -> allowed(space, "keep[" + layer + "]"));
    }

    /** All genes that decide on the bits of a layer. */
    private static String bits(SearchSpace space, int layer) {
        return space.genes().stream()
                .map(Gene::name)
                .filter(name -> name.startsWith("bits") && name.endsWith("[" + layer + "]"))
                .map(name -> allowed(space, name))
                .reduce((one, other) -> one + ", " + other)
                .orElseGet(() -> allowed(space, "bits[" + layer + "]"));
    }

    private static String allowed(SearchSpace space, String name) {
        return space.genes().stream()
                .filter(gene -> gene.name().equals(name))
                .findFirst()
                .map(gene -> "gene " + name + " allows " + text(gene.choices()))
                .orElse("the space has no gene " + name + ", so that it is as in the full network");
    }

    private static String text(List<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
