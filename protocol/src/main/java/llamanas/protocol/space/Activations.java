package llamanas.protocol.space;

/** What a forward pass holds beside weights and cache. */
public final class Activations {
    /** Logits are float32 whatever the weights are. */
    private static final int LOGIT_BYTES = 4;

    private Activations() {}

    /**
     * Bytes that are alive at once in the block of a layer that takes the most, or, where that is more, in the output projection of
     * each sequence's last position: the residual stream and its norm, with queries, keys, values and what attention makes of
     * them, or with gate, up projection and their product. Scores of attention are not counted: they are never all there.
     *
     * @param sequences of the batch
     * @param positions of each sequence that are computed at once
     * @param numberBytes bytes of a number
     */
    public static long bytes(ModelShape shape, LayerChoice layer, int sequences, int positions, int numberBytes) {
        int kvHeads = BlockKind.attention(layer).size();
        long kv = (long) kvHeads * shape.headDim();
        long q = kv * shape.heads() / shape.kvHeads();
        long widest = Math.max(2 * q + 2 * kv, 3L * layer.ffn());
        long block = (2L * shape.hidden() + widest) * sequences * positions * numberBytes;
        long output = sequences * (2L * shape.hidden() * numberBytes + (long) shape.vocabulary() * LOGIT_BYTES);
        return Math.max(block, output);
    }
}
