package llamanas.workers.gates;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.SearchSpace;

/**
 * The expectation of an additive metric (a constant plus a sum over attention and feed-forward blocks), as a share of the full
 * network's. Exact: given that a layer runs, its blocks depend on one gene each.
 */
final class ExpectedCost {
    private final LayerGenes genes;
    private final double base;
    private final double full;
    /** {@code [layers][2]}: what attention and the feed-forward block of a layer that runs cost. */
    private final Linear[][] blocks;

    ExpectedCost(SearchSpace space, ToDoubleFunction<Architecture> metric) {
        genes = new LayerGenes(space);
        base = metric.applyAsDouble(alone(LayerChoice.REMOVED));
        full = metric.applyAsDouble(Architecture.full(space.shape()));
        double attends =
                metric.applyAsDouble(alone(LayerChoice.whole(space.shape()).withFfn(0))) - base;
        blocks = new Linear[genes.layers()][];
        for (int layer = 0; layer < blocks.length; layer++) {
            Linear feeds = genes.ofWidth(
                    layer,
                    width -> metric.applyAsDouble(alone(LayerChoice.whole(space.shape())
                                    .withoutAttention()
                                    .withFfn(width)))
                            - base);
            blocks[layer] = new Linear[] {genes.attention(layer, attends), feeds};
        }
    }

    /** A network of one layer, as layers cost the same wherever they are. */
    private Architecture alone(LayerChoice choice) {
        List<LayerChoice> layers = new ArrayList<>(Collections.nCopies(genes.layers(), LayerChoice.REMOVED));
        layers.set(0, choice);
        return new Architecture(layers);
    }

    double at(double[][] probabilities) {
        double sum = base;
        for (int layer = 0; layer < blocks.length; layer++) {
            for (Linear block : blocks[layer]) {
                sum += genes.keep(layer).at(probabilities) * block.at(probabilities);
            }
        }
        return sum / full;
    }

    /** Adds the slopes of {@code weight} times this to those of the probabilities. */
    void addSlopes(double weight, double[][] probabilities, double[][] sums) {
        for (int layer = 0; layer < blocks.length; layer++) {
            for (Linear block : blocks[layer]) {
                Linear.addProductSlope(genes.keep(layer), block, weight / full, probabilities, sums);
            }
        }
    }
}
