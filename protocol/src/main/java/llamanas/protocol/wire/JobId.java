package llamanas.protocol.wire;

/**
 * Names one piece of work for ever, so that results are idempotent.
 *
 * @param search id of the search
 * @param kind what is to be done
 * @param candidate number of the candidate; 0 for an inspection, a preparation or a training of gates
 */
public record JobId(String search, Kind kind, int candidate) {
    /** Kinds of work. */
    public enum Kind {
        INSPECT,
        PREPARE,
        /** Train relaxed gates, which a search then goes by. */
        GATES,
        SEARCH,
        REPORT
    }

    @Override
    public String toString() {
        return search + "/" + kind + "/" + candidate;
    }
}
