package llamanas.workers.llama;

/**
 * How a model writes text.
 *
 * @param length tokens of a sequence at most, BOS included
 * @param topP probability of the nucleus, the likeliest tokens that a token is drawn from (arXiv 1904.09751); 0 = always the
 *     likeliest token
 * @param temperature logits are divided by it; above 0
 * @param seed of the drawing: the same seed, model, batches and device give the same text
 */
public record Sampling(int length, double topP, double temperature, long seed) {
    public Sampling {
        if (length < 2 || !(topP >= 0) || topP > 1 || !(temperature > 0)) {
            throw new IllegalArgumentException("found length " + length + ", top-p " + topP + ", temperature "
                    + temperature + "; expected 2 or more, 0 to 1, above 0");
        }
    }

    /** Bytes of keys and values that one sequence needs while it is written. */
    public long cacheBytes(LlamaConfig config, Dtype dtype) {
        return 2L * length * config.layers() * config.kvHeads() * config.headDim() * dtype.bytes();
    }
}
