package llamanas.protocol.space;

/**
 * What a sub-network keeps of one decoder layer.
 *
 * @param keep whether the layer runs at all
 * @param attention how it attends; {@link Attention#NONE} removes the attention block
 * @param kvHeads key/value heads that stay, each with its query heads: a prefix of them; 0 removes the attention block
 * @param ffn width of the feed-forward block, a prefix of its neurons; 0 removes the block
 * @param bits of its weights
 */
public record LayerChoice(boolean keep, Attention attention, int kvHeads, int ffn, Bits bits) {
    /** A layer that does not run. The canonical form of every layer without attention and feed-forward block. */
    public static final LayerChoice REMOVED = new LayerChoice(false, Attention.NONE, 0, 0, Bits.AS_LOADED);

    public LayerChoice {
        if (ffn < 0 || kvHeads < 0) {
            throw new IllegalArgumentException(
                    "ffn width " + ffn + ", " + kvHeads + " key/value heads: one is negative");
        }
    }

    /** The whole layer of a network of that shape. */
    public static LayerChoice whole(ModelShape shape) {
        return new LayerChoice(true, Attention.FULL, shape.kvHeads(), shape.ffn(), Bits.AS_LOADED);
    }

    /** Whether it has an attention block. */
    public boolean attends() {
        return keep && attention.attends() && kvHeads > 0;
    }

    /** The same without an attention block. */
    public LayerChoice withoutAttention() {
        return new LayerChoice(keep, Attention.NONE, 0, ffn, bits);
    }

    /** The same with another way to attend. */
    public LayerChoice withAttention(Attention operator) {
        return operator.attends() ? new LayerChoice(keep, operator, kvHeads, ffn, bits) : withoutAttention();
    }

    /** The same with so many key/value heads. */
    public LayerChoice withKvHeads(int heads) {
        return heads > 0 ? new LayerChoice(keep, attention, heads, ffn, bits) : withoutAttention();
    }

    /** The same with a feed-forward block of that width. */
    public LayerChoice withFfn(int width) {
        return width == ffn ? this : new LayerChoice(keep, attention, kvHeads, width, bits);
    }

    /** The same with weights of so many bits. */
    public LayerChoice withBits(Bits changed) {
        return changed.equals(bits) ? this : new LayerChoice(keep, attention, kvHeads, ffn, changed);
    }

    /**
     * The one choice among those that compute the same: what is gone has no heads, no width and no bits of its own, and a
     * layer of which nothing is left is {@link #REMOVED}.
     */
    public LayerChoice canonical() {
        if (!attends() && (!keep || ffn == 0)) {
            return REMOVED;
        }
        if (attends() && ffn > 0) {
            return this;
        }
        Bits left = new Bits(attends() ? bits.attention() : Bits.LOADED, ffn > 0 ? bits.ffn() : Bits.LOADED);
        return attends() ? withBits(left) : withoutAttention().withBits(left);
    }
}
