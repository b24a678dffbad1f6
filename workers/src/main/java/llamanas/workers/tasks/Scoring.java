package llamanas.workers.tasks;

/**
 * The rules by which texts and questions become numbers. Their version is part of every data hash, so that figures of different rules
 * never mix: not in the archive, not in a search that is resumed.
 */
public final class Scoring {
    /**
     * 2: the tokenizer says what begins a sequence, contexts are encoded alone, white space is Python's, byte order marks are dropped. 1
     * (no number in the hash): BOS of config.json before everything.
     */
    public static final int VERSION = 2;

    private Scoring() {}
}
