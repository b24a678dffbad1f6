package llamanas.protocol.space;

/**
 * A block of a decoder layer, as far as the time that it takes depends on it. Which layer it is in has no say.
 *
 * @param size key/value heads of an attention block, width of a feed-forward block; 0 = there is no block
 * @param window keys that each query sees; 0 = all earlier ones, as in feed-forward blocks
 * @param bits of a weight; 16 = as loaded
 */
public record BlockKind(int size, int window, int bits) {
    /** Where a block is gone. */
    public static final BlockKind NONE = new BlockKind(0, 0, Bits.LOADED);

    /** The attention block of a layer. */
    public static BlockKind attention(LayerChoice layer) {
        return layer.attends()
                ? new BlockKind(
                        layer.kvHeads(),
                        layer.attention().window(),
                        layer.bits().attention())
                : NONE;
    }

    /** The feed-forward block of a layer. */
    public static BlockKind ffn(LayerChoice layer) {
        return layer.ffn() == 0
                ? NONE
                : new BlockKind(layer.ffn(), 0, layer.bits().ffn());
    }

    /** A layer of these two blocks. */
    public static LayerChoice layer(BlockKind attention, BlockKind ffn) {
        return new LayerChoice(
                        true,
                        attention.window() == 0 ? Attention.FULL : Attention.window(attention.window()),
                        attention.size(),
                        ffn.size(),
                        new Bits(attention.bits(), ffn.bits()))
                .canonical();
    }

    public boolean isGone() {
        return size == 0;
    }
}
