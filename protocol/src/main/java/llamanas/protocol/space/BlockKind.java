package llamanas.protocol.space;

/**
 * A block of a decoder layer, as far as the time that it takes depends on it. Which layer it is in has no say.
 *
 * @param size key/value heads of an attention block, width of a feed-forward block; 0 = there is no block
 * @param window keys that each query sees; 0 = all earlier ones, as in feed-forward blocks
 * @param bits of a weight; 16 = as loaded
 */
public record BlockKind(int size, int window, int bits) {
    /** The bits of weights as they were loaded, in whatever dtype that is. */
    public static final int AS_LOADED = 16;

    /** Where a block is gone. */
    public static final BlockKind NONE = new BlockKind(0, 0, AS_LOADED);

    /** The attention block of a layer. */
    public static BlockKind attention(ModelShape shape, LayerChoice layer) {
        return layer.attention() == Attention.NONE ? NONE : new BlockKind(shape.kvHeads(), 0, AS_LOADED);
    }

    /** The feed-forward block of a layer. */
    public static BlockKind ffn(LayerChoice layer) {
        return layer.ffn() == 0 ? NONE : new BlockKind(layer.ffn(), 0, AS_LOADED);
    }

    /** A layer of these two blocks. */
    public static LayerChoice layer(BlockKind attention, BlockKind ffn) {
        return new LayerChoice(true, attention.isGone() ? Attention.NONE : Attention.FULL, ffn.size());
    }

    public boolean isGone() {
        return size == 0;
    }
}
