package llamanas.workers.train;

/**
 * One document in tokens.
 *
 * @param ids BOS, the text, EOS
 * @param from index of the first target; at least 1, since BOS is given and not predicted
 * @param whole whether it stays within one block
 */
@SuppressWarnings("ArrayRecordComponent") // tokens on their way into blocks; nobody compares them
record Document(int[] ids, int from, boolean whole) {
    /** Plain text, which may be cut anywhere. */
    static Document text(int[] ids) {
        return new Document(ids, 1, false);
    }

    /** The token at an index as {@link Blocks} store it. */
    int stored(int index) {
        return index < from ? ~ids[index] : ids[index];
    }
}
