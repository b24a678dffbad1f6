package llamanas.protocol.space;

/**
 * What a sub-network keeps of one decoder layer.
 *
 * @param keep whether the layer runs at all
 * @param attention how it attends; {@link Attention#NONE} removes the attention block
 * @param ffn width of the feed-forward block, a prefix of its neurons; 0 removes the block
 */
public record LayerChoice(boolean keep, Attention attention, int ffn) {
    /** A layer that does not run. The canonical form of every layer without attention and feed-forward block. */
    public static final LayerChoice REMOVED = new LayerChoice(false, Attention.NONE, 0);

    public LayerChoice {
        if (ffn < 0) {
            throw new IllegalArgumentException("ffn width " + ffn + " is negative");
        }
    }

    /** This choice, or {@link #REMOVED} where nothing of the layer is left. */
    public LayerChoice canonical() {
        return !keep || (attention == Attention.NONE && ffn == 0) ? REMOVED : this;
    }
}
