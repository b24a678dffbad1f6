package llamanas.workers.llama;

import java.util.Locale;

/** The matrices of a decoder layer that can be quantized, in the order of the kernels' list of scales. */
public enum Projection {
    Q(1),
    K(2),
    V(3),
    O(4),
    GATE(6),
    UP(7),
    DOWN(8);

    private final int place;

    Projection(int place) {
        this.place = place;
    }

    /** Place of this matrix of a layer in the kernels' list of weights. */
    public int place(int layer) {
        return CheckpointLayout.firstOf(layer) + place;
    }

    /** Whether it belongs to the attention block, and else to the feed-forward one. */
    public boolean ofAttention() {
        return place <= O.place;
    }

    /** For example {@code down}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
