package llamanas.workers.elastic;

import java.util.List;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.ModelShape;

/**
 * A sub-network as the kernels take it: three numbers a layer, which are its key/value heads (0 = no attention), the positions
 * that a query sees (0 = all before it), and the width of the feed-forward block. Making one is all that switching
 * sub-networks takes: {@code 24 * layers} bytes, no weight touched.
 */
public final class Plan {
    /** Numbers of one layer. */
    public static final int STRIDE = 3;

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
        long[] plan = new long[STRIDE * layers.size()];
        for (int i = 0; i < layers.size(); i++) {
            LayerChoice layer = layers.get(i);
            refuseBeyond(shape.ffn(), i, layer.ffn(), "an FFN width of");
            refuseBeyond(shape.kvHeads(), i, layer.kvHeads(), "this number of key/value heads:");
            plan[STRIDE * i] = layer.attends() ? layer.kvHeads() : 0;
            plan[STRIDE * i + 1] = layer.attention().window();
            plan[STRIDE * i + 2] = layer.ffn();
        }
        return plan;
    }

    private static void refuseBeyond(int most, int layer, int found, String what) {
        if (found > most) {
            throw new InvalidInputException(
                    "layer " + layer + " of the sub-network wants " + what + " " + found + ", the model has " + most);
        }
    }
}
