package llamanas.engine.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import llamanas.protocol.space.Attention;
import llamanas.protocol.space.AttentionDimension;
import llamanas.protocol.space.DepthDimension;
import llamanas.protocol.space.Dimension;
import llamanas.protocol.space.FfnDimension;
import llamanas.protocol.space.KeepDimension;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.SearchSpace;

/**
 * A part of a search space in which every layer is chosen on its own: all of it, or, where the space has a depth gene, what
 * one of its choices leaves.
 *
 * @param layers the distinct choices of each layer
 */
record LayerOptions(List<List<LayerChoice>> layers) {
    /** Parts that together are the space: each of its sub-networks is in at least one, and nothing else is in any. */
    static List<LayerOptions> of(SearchSpace space) {
        Optional<DepthDimension> depth = space.dimensions().stream()
                .filter(DepthDimension.class::isInstance)
                .map(DepthDimension.class::cast)
                .findFirst();
        if (depth.isEmpty()) {
            return List.of(of(space, Set.of()));
        }
        DepthDimension order = depth.get();
        return order.counts().stream()
                .map(count -> of(space, new TreeSet<>(order.removalOrder().subList(0, order.layers() - count))))
                .toList();
    }

    private static LayerOptions of(SearchSpace space, Set<Integer> removed) {
        List<List<LayerChoice>> layers = new ArrayList<>();
        for (int layer = 0; layer < space.shape().layers(); layer++) {
            layers.add(removed.contains(layer) ? List.of(LayerChoice.REMOVED) : options(space, layer));
        }
        return new LayerOptions(layers);
    }

    private static List<LayerChoice> options(SearchSpace space, int layer) {
        Stream<LayerChoice> options =
                Stream.of(new LayerChoice(true, Attention.FULL, space.shape().ffn()));
        for (Dimension dimension : space.dimensions()) {
            options = options.flatMap(choice -> varied(dimension, layer, choice));
        }
        return options.map(LayerChoice::canonical).distinct().toList();
    }

    private static Stream<LayerChoice> varied(Dimension dimension, int layer, LayerChoice choice) {
        if (dimension instanceof KeepDimension keep && keep.layers().contains(layer)) {
            return Stream.of(choice, LayerChoice.REMOVED);
        }
        if (dimension instanceof AttentionDimension attention
                && attention.layers().contains(layer)) {
            return Stream.of(choice, new LayerChoice(choice.keep(), Attention.NONE, choice.ffn()));
        }
        if (dimension instanceof FfnDimension ffn && ffn.layers().contains(layer) && choice.keep()) {
            return ffn.widths().stream().map(width -> new LayerChoice(true, choice.attention(), width));
        }
        return Stream.of(choice);
    }
}
