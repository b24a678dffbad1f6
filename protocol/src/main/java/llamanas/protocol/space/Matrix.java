package llamanas.protocol.space;

import java.util.List;
import java.util.Locale;

/** The matrices of a decoder layer, in the order of the kernels' scales, with the size that a sub-network keeps of each. */
public enum Matrix {
    Q(true),
    K(true),
    V(true),
    O(true),
    GATE(false),
    UP(false),
    DOWN(false);

    /** All of them. */
    public static final List<Matrix> ALL = List.of(values());

    private final boolean attention;

    Matrix(boolean attention) {
        this.attention = attention;
    }

    /** The name used in messages. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it belongs to the attention block, else to the feed-forward block. */
    public boolean ofAttention() {
        return attention;
    }

    /** Output features that the layer keeps of it; 0 where its block is gone. */
    public long rows(ModelShape shape, LayerChoice layer) {
        return switch (this) {
            case Q -> queries(shape, layer);
            case K, V -> keys(shape, layer);
            case O -> layer.attends() ? shape.hidden() : 0;
            case GATE, UP -> layer.ffn();
            case DOWN -> layer.ffn() > 0 ? shape.hidden() : 0;
        };
    }

    /** Input features that the layer keeps of it; 0 where its block is gone. */
    public long columns(ModelShape shape, LayerChoice layer) {
        return switch (this) {
            case Q, K, V -> layer.attends() ? shape.hidden() : 0;
            case O -> queries(shape, layer);
            case GATE, UP -> layer.ffn() > 0 ? shape.hidden() : 0;
            case DOWN -> layer.ffn();
        };
    }

    /** Its own of a layer's bits. */
    public int bits(Bits bits) {
        return attention ? bits.attention() : bits.ffn();
    }

    private static long keys(ModelShape shape, LayerChoice layer) {
        return layer.attends() ? (long) layer.kvHeads() * shape.headDim() : 0;
    }

    private static long queries(ModelShape shape, LayerChoice layer) {
        return keys(shape, layer) * shape.queriesPerKv();
    }
}
