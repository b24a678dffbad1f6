package llamanas.protocol.wire;

/**
 * Names one piece of work for ever, so that results are idempotent.
 *
 * @param search id of the search
 * @param kind what is to be done
 * @param candidate number of the candidate; 0 for an inspection or a preparation
 */
public record JobId(String search, Kind kind, int candidate) {
    /** Kinds of work. */
    public enum Kind {
        INSPECT,
        PREPARE,
        SEARCH,
        REPORT
    }

    @Override
    public String toString() {
        return search + "/" + kind + "/" + candidate;
    }
}
