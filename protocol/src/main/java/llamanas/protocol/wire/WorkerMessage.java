package llamanas.protocol.wire;

/** What the coordinator's node says to a worker. */
public sealed interface WorkerMessage extends WireMessage {
    /** Do this. A worker that already has the job ignores it. */
    record RunJob(Job job) implements WorkerMessage {}

    /** The result is in the journal (or no longer wanted): the worker may forget it. */
    record ResultRecorded(JobId job) implements WorkerMessage {}
}
