package llamanas.workers.standin;

import java.util.List;
import java.util.stream.IntStream;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.FfnDimension;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.SearchSpace;

/**
 * The space of a function whose genes are no layers, as that of a made-up network: gene i is the width of layer i, so its column is
 * {@code ffn[i]}, and its value is the width. The full network has the largest value of every gene.
 *
 * @param genes how many
 * @param choices values of each, 0 to {@code choices - 1}
 */
record FunctionSpace(int genes, int choices) {
    SearchSpace space() {
        ModelShape shape = new ModelShape(genes, 1, choices - 1, 1, 1, 1, 1, 1, true, false, false);
        return new SearchSpace(
                shape,
                List.of(new FfnDimension(
                        IntStream.range(0, genes).boxed().toList(),
                        IntStream.range(0, choices).boxed().toList())));
    }

    /** The genes of a network of this space, each from 0 to 1. */
    double[] point(Architecture architecture) {
        return architecture.layers().stream()
                .mapToDouble(LayerChoice::ffn)
                .map(value -> value / (choices - 1))
                .toArray();
    }
}
