package llamanas.workers.elastic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.space.Attention;
import llamanas.protocol.space.AttentionDimension;
import llamanas.protocol.space.BitsDimension;
import llamanas.protocol.space.DepthDimension;
import llamanas.protocol.space.Dimension;
import llamanas.protocol.space.FfnDimension;
import llamanas.protocol.space.KeepDimension;
import llamanas.protocol.space.KvHeadsDimension;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.QuantizedSize;
import llamanas.protocol.space.SearchSpace;

/** Puts a declared search space on the shape of a real model. */
public final class SpaceResolver {
    private final ModelShape shape;
    private final SpaceSpec spec;

    public SpaceResolver(ModelShape shape, SpaceSpec spec) {
        this.shape = shape;
        this.spec = spec;
    }

    /**
     * @param importance layers from the least important one on; asked only where the space needs it
     * @throws InvalidInputException where the space does not fit the model
     */
    public SearchSpace resolve(Supplier<List<Integer>> importance) {
        check();
        List<Dimension> dimensions = new ArrayList<>();
        List<Integer> all = LayerSelection.ALL.resolve(shape.layers());
        if (!spec.depth().isEmpty()) {
            dimensions.add(new DepthDimension(spec.depth(), order(importance), shape.layers()));
        }
        if (!spec.keep().isEmpty()) {
            dimensions.add(new KeepDimension(spec.keep().resolve(shape.layers())));
        }
        if (!spec.attention().isEmpty()) {
            dimensions.add(new AttentionDimension(spec.attention().resolve(shape.layers()), operators()));
        }
        if (!spec.kvHeads().isEmpty()) {
            dimensions.add(new KvHeadsDimension(all, spec.kvHeads()));
        }
        if (!spec.ffn().isEmpty()) {
            dimensions.add(new FfnDimension(all, spec.ffn()));
        }
        addBits(dimensions, BitsDimension.Matrices.LAYER, spec.bits().layer());
        addBits(dimensions, BitsDimension.Matrices.ATTENTION, spec.bits().attention());
        addBits(dimensions, BitsDimension.Matrices.FFN, spec.bits().ffn());
        if (dimensions.isEmpty()) {
            throw new InvalidInputException(
                    "space: nothing varies; give at least one of depth, keep, attention, kv-heads, ffn and bits");
        }
        SearchSpace space = new SearchSpace(shape, dimensions);
        checkBits(space);
        return space;
    }

    /** Every matrix that the space may quantize has to fit a kernel: dimensions are free of each other. */
    private static void checkBits(SearchSpace space) {
        space.options(0).forEach(choice -> QuantizedSize.check("space.bits: ", space.shape(), choice));
    }

    private void addBits(List<Dimension> dimensions, BitsDimension.Matrices matrices, List<Integer> choices) {
        if (!choices.isEmpty()) {
            dimensions.add(new BitsDimension(LayerSelection.ALL.resolve(shape.layers()), matrices, choices));
        }
    }

    private List<Attention> operators() {
        return spec.operators().stream()
                .map(operator -> operator.within(shape.context()))
                .distinct()
                .toList();
    }

    private List<Integer> order(Supplier<List<Integer>> importance) {
        if (spec.depthOrder().equals(SpaceSpec.TAIL)) {
            return IntStream.iterate(shape.layers() - 1, layer -> layer >= 0, layer -> layer - 1)
                    .boxed()
                    .toList();
        }
        return importance.get();
    }

    private void check() {
        for (int count : spec.depth()) {
            refuseUnless(count >= 1 && count <= shape.layers(), "space.depth", count, "1 to " + shape.layers());
        }
        for (int width : spec.ffn()) {
            refuseUnless(width >= 0 && width <= shape.ffn(), "space.ffn", width, "0 to " + shape.ffn());
        }
        for (int heads : spec.kvHeads()) {
            refuseUnless(heads >= 0 && heads <= shape.kvHeads(), "space.kv-heads", heads, "0 to " + shape.kvHeads());
        }
        checkLayers("space.keep", spec.keep());
        checkLayers("space.attention", spec.attention());
    }

    private void checkLayers(String key, LayerSelection selection) {
        for (int layer : selection.layers()) {
            refuseUnless(layer >= 0 && layer < shape.layers(), key, layer, "0 to " + (shape.layers() - 1));
        }
    }

    private static void refuseUnless(boolean fits, String key, int found, String expected) {
        if (!fits) {
            throw new InvalidInputException(key + ": " + found + " does not fit the model; expected " + expected);
        }
    }
}
