package llamanas.workers.elastic;

import java.util.List;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Attention;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.ModelShape;

/**
 * A sub-network as the kernels take it: two numbers a layer, 1 or 0 for attention and the width of the feed-forward block.
 * Making one is all that switching sub-networks takes: {@code 16 * layers} bytes, no weight touched.
 */
public final class Plan {
    private Plan() {}

    /** The plan of the full network. */
    public static long[] full(ModelShape shape) {
        return of(Architecture.full(shape), shape);
    }

    /**
     * @throws InvalidInputException where the architecture does not fit the model
     */
    public static long[] of(Architecture architecture, ModelShape shape) {
        List<LayerChoice> layers = architecture.layers();
        if (layers.size() != shape.layers()) {
            throw new InvalidInputException("the sub-network has " + layers.size() + " layers, the model has "
                    + shape.layers() + "; give one entry for each layer of the full network");
        }
        long[] plan = new long[2 * layers.size()];
        for (int i = 0; i < layers.size(); i++) {
            LayerChoice layer = layers.get(i);
            if (layer.ffn() > shape.ffn()) {
                throw new InvalidInputException("layer " + i + " of the sub-network wants an FFN width of "
                        + layer.ffn() + ", the model has " + shape.ffn());
            }
            plan[2 * i] = layer.attention() == Attention.FULL ? 1 : 0;
            plan[2 * i + 1] = layer.ffn();
        }
        return plan;
    }
}
