package llamanas.engine.coordinator;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import java.util.List;
import java.util.Map;
import llamanas.protocol.api.WorkerRow;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.wire.DispatcherMessage;
import llamanas.protocol.wire.Job;
import llamanas.protocol.wire.JobId;
import llamanas.protocol.wire.JobResult;
import llamanas.protocol.wire.WorkerMessage;
import org.jspecify.annotations.Nullable;

/** What the {@link Dispatcher} understands. Stays within the process; what workers send is in {@link DispatcherMessage}. */
sealed interface DispatcherCommand {
    /** From a worker. */
    record FromWorker(DispatcherMessage message) implements DispatcherCommand {}

    record Attached(ActorRef<Catalogue.Command> catalogue) implements DispatcherCommand {}

    /**
     * A coordinator has started.
     *
     * @param running what it believes that workers have, with their names
     */
    record Attach(String search, ActorRef<SearchCommand> coordinator, Map<JobId, String> running)
            implements DispatcherCommand {
        public Attach {
            running = Map.copyOf(running);
        }
    }

    /** @param computedIn dtype that workers have to compute in; null where any will do */
    record Demand(String search, int jobs, @Nullable String computedIn) implements DispatcherCommand {}

    /** Answers an offer: this job's start is in the journal. */
    record Run(Job job, String worker) implements DispatcherCommand {}

    /** Answers an offer: nothing to do. */
    record Decline(String search, String worker) implements DispatcherCommand {}

    /** The result is in the journal, or not wanted. */
    record Recorded(JobId job, String name, ActorRef<WorkerMessage> worker) implements DispatcherCommand {}

    record Inspect(String search, SearchSpec spec, ActorRef<StatusReply<JobResult>> replyTo)
            implements DispatcherCommand {}

    record Workers(ActorRef<List<WorkerRow>> replyTo) implements DispatcherCommand {}

    /** To itself. */
    record WorkerGone(String name) implements DispatcherCommand {}

    record InspectionDue(JobId job) implements DispatcherCommand {}

    /** Nobody has seen the worker of a job that was given out before the coordinator was restarted. */
    record GraceOver(JobId job, String worker) implements DispatcherCommand {}

    enum Tick implements DispatcherCommand {
        TICK
    }
}
