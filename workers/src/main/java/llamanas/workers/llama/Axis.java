package llamanas.workers.llama;

/** What the rows or columns of a tensor stand for; its size follows from the config. */
public enum Axis {
    HIDDEN("hidden_size"),
    VOCABULARY("vocab_size"),
    QUERIES("num_attention_heads x head_dim"),
    KEYS("num_key_value_heads x head_dim"),
    NEURONS("intermediate_size");

    private final String keys;

    Axis(String keys) {
        this.keys = keys;
    }

    /** The config keys that the size follows from, for messages. */
    String keys() {
        return keys;
    }

    /** Its length in a model of that config. */
    public long size(LlamaConfig config) {
        return switch (this) {
            case HIDDEN -> config.hiddenSize();
            case VOCABULARY -> config.vocabSize();
            case QUERIES -> (long) config.heads() * config.headDim();
            case KEYS -> (long) config.kvHeads() * config.headDim();
            case NEURONS -> config.intermediateSize();
        };
    }
}
