package llamanas.workers.train;

/**
 * A sub-network's turn in a step.
 *
 * @param kind under which its losses are reported
 */
@SuppressWarnings("ArrayRecordComponent") // a plan on its way to native code; nobody compares it
record Visit(Kind kind, long[] plan) {
    enum Kind {
        FULL("full"),
        SMALLEST("smallest"),
        RANDOM("random");

        final String label;

        Kind(String label) {
            this.label = label;
        }
    }
}
