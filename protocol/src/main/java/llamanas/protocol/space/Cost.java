package llamanas.protocol.space;

/** Exact size and work of a sub-network: computed from its shape, never predicted. Each is O(layers). */
public final class Cost {
    private Cost() {}

    /** Number of parameters that the sub-network keeps; a block that is dropped takes its norm with it. */
    public static long parameters(ModelShape shape, Architecture architecture) {
        return shape.outerParameters() + decoderParameters(shape, architecture);
    }

    /** Parameters of the decoder layers alone. */
    public static long decoderParameters(ModelShape shape, Architecture architecture) {
        long sum = 0;
        for (LayerChoice layer : architecture.layers()) {
            if (layer.attention() == Attention.FULL) {
                sum += shape.attentionParameters();
            }
            if (layer.ffn() > 0) {
                sum += shape.ffnParameters(layer.ffn());
            }
        }
        return sum;
    }

    /** The same as a share of the full network's. */
    public static double decoderShare(ModelShape shape, Architecture architecture) {
        return (double) decoderParameters(shape, architecture) / decoderParameters(shape, Architecture.full(shape));
    }

    /** Bytes of the weights at the given size of one parameter. */
    public static long bytes(ModelShape shape, Architecture architecture, int bytesPerParameter) {
        return parameters(shape, architecture) * bytesPerParameter;
    }

    /**
     * Floating point operations of one forward pass for one sequence: two per multiply-accumulate, matrix products and
     * attention scores only, logits at every position.
     *
     * @param tokens length of the sequence
     */
    public static long flops(ModelShape shape, Architecture architecture, int tokens) {
        long q = (long) shape.heads() * shape.headDim();
        long kv = (long) shape.kvHeads() * shape.headDim();
        long projections = shape.hidden() * (2 * q + 2 * kv);
        // Causal attention: position t sees t + 1 keys, for the scores and for the weighted sum of values.
        long scores = q * ((long) tokens + 1);
        long perToken = (long) shape.vocabulary() * shape.hidden();
        for (LayerChoice layer : architecture.layers()) {
            if (layer.attention() == Attention.FULL) {
                perToken += projections + scores;
            }
            perToken += 3L * shape.hidden() * layer.ffn();
        }
        return 2 * perToken * tokens;
    }

    /**
     * Bytes of the keys and values that decoding keeps.
     *
     * @param positions of each sequence, prompt included
     * @param batch sequences at once
     * @param bytesPerNumber of the dtype that is computed in
     */
    public static long kvBytes(
            ModelShape shape, Architecture architecture, int positions, int batch, int bytesPerNumber) {
        long heads = 0;
        for (LayerChoice layer : architecture.layers()) {
            heads += BlockKind.attention(shape, layer).size();
        }
        return 2 * heads * shape.headDim() * positions * batch * bytesPerNumber;
    }
}
