package llamanas.engine.search.device;

import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.BlockKind;
import llamanas.protocol.space.LayerChoice;

/**
 * Milliseconds that a sub-network takes, without running it: a constant and a term for each block, so that constraints on it can
 * be gone through layer by layer. Pure and immutable.
 */
public interface DeviceModel {
    /** All that is outside of the layers. */
    double constant();

    /** One attention block that is there. */
    double attention(BlockKind kind);

    /** One feed-forward block that is there. */
    double ffn(BlockKind kind);

    /**
     * The whole sub-network, each term to the nanosecond: sums are the same in any order, and can be written down in full.
     * O(layers).
     */
    default double ms(Architecture architecture) {
        long nanos = nanos(constant());
        for (LayerChoice layer : architecture.layers()) {
            BlockKind attention = BlockKind.attention(layer);
            BlockKind ffn = BlockKind.ffn(layer);
            nanos += attention.isGone() ? 0 : nanos(attention(attention));
            nanos += ffn.isGone() ? 0 : nanos(ffn(ffn));
        }
        return nanos / 1e6;
    }

    private static long nanos(double ms) {
        return Math.round(ms * 1e6);
    }
}
