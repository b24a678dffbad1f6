package llamanas.protocol.search;

/**
 * A preparation that a worker is at, as people see it. Transient: it is in no journal, and gone with the worker.
 *
 * @param worker name of the worker
 * @param stage what it does, see {@link PrepareProgress#stage}
 * @param done parts of the stage that are done, those of an earlier worker included
 * @param total parts of the stage; 0 where nobody knows
 * @param loss of the full network, nats/token; NaN outside of training
 * @param elapsedMillis time that this worker has spent in the stage, in ms
 * @param etaMillis estimated time to the end of the stage, in ms; -1 where unknown
 */
public record PreparationStatus(
        String worker, String stage, long done, long total, double loss, long elapsedMillis, long etaMillis) {
    /** How much of the stage is done, 0 to 100, rounded down; 0 where the total is unknown. */
    public int percent() {
        return total <= 0 ? 0 : (int) (100 * Math.max(0, Math.min(done, total)) / total);
    }
}
