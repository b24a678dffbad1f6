package llamanas.workers.gates;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.space.Attention;
import llamanas.protocol.space.AttentionDimension;
import llamanas.protocol.space.DepthDimension;
import llamanas.protocol.space.Dimension;
import llamanas.protocol.space.FfnDimension;
import llamanas.protocol.space.Gene;
import llamanas.protocol.space.KeepDimension;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.SearchSpace;

/** Which gene decides what of each layer: whether it runs, whether it attends, and how wide it is. */
final class LayerGenes {
    private static final List<Attention> ON_OR_OFF = List.of(Attention.NONE, Attention.FULL);

    private final ModelShape shape;
    private final Linear[] keep;
    private final Linear[] attention;
    /** Per layer, the gene of its width; negative where it has none. */
    private final int[] widthGene;

    private List<Integer> widths = List.of();

    /** @throws InvalidInputException where something varies that can't be relaxed */
    LayerGenes(SearchSpace space) {
        shape = space.shape();
        keep = always(shape.layers());
        attention = always(shape.layers());
        widthGene = new int[shape.layers()];
        Arrays.fill(widthGene, -1);
        int gene = 0;
        for (Dimension dimension : space.dimensions()) {
            place(dimension, gene);
            gene += dimension.geneCount();
        }
    }

    private static Linear[] always(int layers) {
        Linear[] all = new Linear[layers];
        Arrays.fill(all, Linear.constant(1));
        return all;
    }

    private void place(Dimension dimension, int first) {
        if (dimension instanceof DepthDimension depth) {
            for (int layer = 0; layer < keep.length; layer++) {
                keep[layer] = runs(depth, layer, first);
            }
        } else if (dimension instanceof KeepDimension kept) {
            switches(kept.layers(), first, keep);
        } else if (dimension instanceof AttentionDimension attends && ON_OR_OFF.equals(attends.operators())) {
            switches(attends.layers(), first, attention);
        } else if (dimension instanceof FfnDimension ffn) {
            widths = ffn.widths();
            for (int i = 0; i < ffn.layers().size(); i++) {
                widthGene[ffn.layers().get(i)] = first + i;
            }
        } else {
            Gene gene = dimension.genes().get(0);
            throw new InvalidInputException(
                    "strategy.name: gradient trains gates on depth, kept layers, attention that is"
                            + " there or not, and ffn widths alone; found gene " + gene.name() + " with "
                            + gene.choices()
                            + "; leave it out of the space, or take another strategy, as linas");
        }
    }

    /** One gene a layer, which says no with 0 and yes with 1. */
    private static void switches(List<Integer> layers, int first, Linear[] into) {
        for (int i = 0; i < layers.size(); i++) {
            into[layers.get(i)] = Linear.of(first + i, 2, choice -> choice);
        }
    }

    /** Whether a layer runs, by the choice of the number of layers. */
    private static Linear runs(DepthDimension depth, int layer, int gene) {
        return Linear.of(gene, depth.counts().size(), choice -> {
            int removed = depth.layers() - depth.counts().get(choice);
            Set<Integer> gone = new HashSet<>(depth.removalOrder().subList(0, removed));
            return gone.contains(layer) ? 0 : 1;
        });
    }

    int layers() {
        return keep.length;
    }

    /** Widths that a layer may be cut to; empty where none is. */
    List<Integer> widths() {
        return widths;
    }

    /** Whether a layer runs. */
    Linear keep(int layer) {
        return keep[layer];
    }

    /** What is there if a layer that runs attends. */
    Linear attention(int layer, double value) {
        Linear attends = attention[layer];
        return new Linear(
                attends.gene(),
                Arrays.stream(attends.values()).map(v -> v * value).toArray());
    }

    /** What follows from the width of a layer that runs. */
    Linear ofWidth(int layer, IntToDoubleFunction value) {
        return widthGene[layer] < 0
                ? Linear.constant(value.applyAsDouble(shape.ffn()))
                : Linear.of(widthGene[layer], widths.size(), choice -> value.applyAsDouble(widths.get(choice)));
    }
}
