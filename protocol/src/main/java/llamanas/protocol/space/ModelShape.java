package llamanas.protocol.space;

/**
 * The sizes of a LLaMA-type network that parameters, bytes and FLOPs follow from.
 *
 * @param layers decoder layers
 * @param hidden width of the residual stream
 * @param ffn neurons of each feed-forward block
 * @param heads query heads
 * @param kvHeads key/value heads (grouped-query attention where fewer than {@code heads})
 * @param headDim width of one head
 * @param vocabulary rows of the embedding
 * @param context longest sequence, in tokens
 * @param tiedEmbeddings whether the output projection is the embedding
 * @param attentionBias whether q, k, v and o projections have biases
 * @param mlpBias whether gate, up and down projections have biases
 */
public record ModelShape(
        int layers,
        int hidden,
        int ffn,
        int heads,
        int kvHeads,
        int headDim,
        int vocabulary,
        int context,
        boolean tiedEmbeddings,
        boolean attentionBias,
        boolean mlpBias) {

    /** Query heads that share a key/value head. */
    public int queriesPerKv() {
        return heads / kvHeads;
    }

    /** Parameters of one layer's attention block with its norm, cut to so many key/value heads and their query heads. */
    public long attentionParameters(int groups) {
        long kv = (long) groups * headDim;
        long q = kv * queriesPerKv();
        long weights = hidden * (q + 2 * kv) + q * hidden;
        long biases = attentionBias ? q + 2 * kv + hidden : 0;
        return weights + biases + hidden;
    }

    /** Parameters of one layer's feed-forward block of the given width, with its norm. */
    public long ffnParameters(int width) {
        long biases = mlpBias ? 2L * width + hidden : 0;
        return 3L * hidden * width + biases + hidden;
    }

    /** Parameters outside the decoder layers: embedding, output projection where it is not tied, final norm. */
    public long outerParameters() {
        return (tiedEmbeddings ? 1L : 2L) * vocabulary * hidden + hidden;
    }
}
