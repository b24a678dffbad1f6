package llamanas.engine.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import llamanas.protocol.space.DepthDimension;
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
            layers.add(removed.contains(layer) ? List.of(LayerChoice.REMOVED) : space.options(layer));
        }
        return new LayerOptions(layers);
    }
}
