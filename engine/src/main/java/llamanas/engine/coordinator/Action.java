package llamanas.engine.coordinator;

import akka.actor.typed.ActorRef;
import llamanas.protocol.search.SearchStatus;
import llamanas.protocol.wire.Job;
import llamanas.protocol.wire.JobId;
import llamanas.protocol.wire.WorkerMessage;
import org.jspecify.annotations.Nullable;

/** What a coordinator does once its events are in the journal. Plain values, so that decisions can be tested. */
sealed interface Action {
    /** Give the job to the worker whose slot was offered. */
    record Run(Job job, String worker) implements Action {}

    /** There is no work for the offered slot. */
    record Decline(String worker) implements Action {}

    /** The result is in the journal, or not wanted: the worker may forget it. */
    record Acknowledge(JobId job, String name, ActorRef<WorkerMessage> worker) implements Action {}

    /**
     * So many jobs wait for a worker.
     *
     * @param computedIn dtype that it has to compute in; null where any worker will do
     */
    record Demand(int jobs, @Nullable String computedIn) implements Action {}

    /** Ask the strategy for the next generation. */
    record Plan() implements Action {}

    /** Ask the archive what earlier searches have measured. */
    record Recall() implements Action {}

    /** Give the archive what is measured. */
    record Keep() implements Action {}

    /** Write the result files. */
    record SaveResults() implements Action {}

    /** Give the archive what is measured, then tell the catalogue that this search owes nothing to anybody any more. */
    record ReportEnd(SearchStatus status) implements Action {}

    /** Tell the catalogue that this search, which was over, goes on. */
    record ReportReopening() implements Action {}
}
