package llamanas.protocol.wire;

/**
 * Names one piece of work for ever, so that results are idempotent.
 *
 * @param search id of the search
 * @param kind what is to be done
 * @param candidate number of the candidate; 0 for what is about none
 * @param rung which share of the data, counted from 0, of a candidate that is measured on one after the other; else 0
 */
public record JobId(String search, Kind kind, int candidate, int rung) {
    /** Kinds of work. */
    public enum Kind {
        INSPECT,
        /** Measure the device, so that latencies can be computed. */
        DEVICE,
        PREPARE,
        /** Train relaxed gates, which a search then goes by. */
        GATES,
        /** Measure the damage of each single change of the full network, which a search then goes by. */
        SINGLE_CHANGES,
        SEARCH,
        REPORT
    }

    /** Work that is done at once. */
    public JobId(String search, Kind kind, int candidate) {
        this(search, kind, candidate, 0);
    }

    @Override
    public String toString() {
        return search + "/" + kind + "/" + candidate + (rung == 0 ? "" : "/" + rung);
    }
}
