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
            if (layer.attends()) {
                sum += shape.attentionParameters(layer.kvHeads());
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

    /**
     * Bytes of the weights, with the scales and zero points of those that are quantized.
     *
     * @param bytesPerParameter of what is not quantized
     */
    public static long bytes(ModelShape shape, Architecture architecture, int bytesPerParameter) {
        long sum = parameters(shape, architecture) * bytesPerParameter;
        for (LayerChoice layer : architecture.layers()) {
            if (layer.bits().quantized()) {
                sum -= saved(shape, layer, bytesPerParameter);
            }
        }
        return sum;
    }

    private static long saved(ModelShape shape, LayerChoice layer, int bytesPerParameter) {
        long saved = 0;
        for (Matrix matrix : Matrix.ALL) {
            long rows = matrix.rows(shape, layer);
            long columns = matrix.columns(shape, layer);
            if (rows * columns > 0) {
                int bits = matrix.bits(layer.bits());
                int group = QuantizedSize.groupOf(columns);
                saved += rows * columns * bytesPerParameter
                        - QuantizedSize.bytes(bits, rows, columns, group, bytesPerParameter);
            }
        }
        return saved;
    }

    /**
     * Floating point operations of one forward pass for one sequence: two per multiply-accumulate, matrix products and
     * attention scores only, logits at every position.
     *
     * @param tokens length of the sequence
     */
    public static long flops(ModelShape shape, Architecture architecture, int tokens) {
        long sum = (long) shape.vocabulary() * shape.hidden() * tokens;
        for (LayerChoice layer : architecture.layers()) {
            if (layer.attends()) {
                long kv = (long) layer.kvHeads() * shape.headDim();
                long q = kv * shape.queriesPerKv();
                sum += shape.hidden() * (2 * q + 2 * kv) * tokens + 2 * q * seen(layer.attention(), tokens);
            }
            sum += 3L * shape.hidden() * layer.ffn() * tokens;
        }
        return 2 * sum;
    }

    /** Keys seen by all queries of a sequence together: the one at t sees t + 1, or no more than the window. */
    private static long seen(Attention attention, int tokens) {
        long within = attention.window() == 0 ? tokens : Math.min(attention.window(), tokens);
        return within * (within + 1) / 2 + (tokens - within) * within;
    }

    /**
     * Bytes of the keys and values that decoding keeps.
     *
     * @param positions of each sequence, prompt included; a layer with a window keeps no more than the window
     * @param batch sequences at once
     * @param bytesPerNumber of the dtype that is computed in
     */
    public static long kvBytes(
            ModelShape shape, Architecture architecture, int positions, int batch, int bytesPerNumber) {
        long numbers = 0;
        for (LayerChoice layer : architecture.layers()) {
            if (layer.attends()) {
                int window = layer.attention().window();
                long kept = window == 0 ? positions : Math.min(window, positions);
                numbers += 2 * kept * layer.kvHeads() * shape.headDim();
            }
        }
        return numbers * batch * bytesPerNumber;
    }
}
