package llamanas.engine.coordinator;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.PreparationStatus;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchStatus;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Genome;
import llamanas.protocol.wire.JobId;
import llamanas.protocol.wire.JobResult;
import llamanas.protocol.wire.WorkerMessage;

/** What a {@link SearchCoordinator} understands. Stays within the process. */
sealed interface SearchCommand extends Inbox.Command {
    /** A command that somebody waits for an answer to. */
    sealed interface Question extends SearchCommand {
        ActorRef<StatusReply<SearchLedger>> replyTo();
    }

    /** What workers did or want, by way of the dispatcher: decided and persisted together where several come at once. */
    sealed interface FromWorkers extends SearchCommand {}

    /** Begins the search, or answers with the ledger that it already has. */
    record Create(SearchSpec spec, Inspection inspection, ActorRef<StatusReply<SearchLedger>> replyTo)
            implements Question {}

    /** Asks for all that is known: an immutable value, so that nothing needs to be computed here. */
    record View(ActorRef<StatusReply<SearchLedger>> replyTo) implements Question {}

    record Pause(ActorRef<StatusReply<SearchLedger>> replyTo) implements Question {}

    record Resume(ActorRef<StatusReply<SearchLedger>> replyTo) implements Question {}

    record Cancel(ActorRef<StatusReply<SearchLedger>> replyTo) implements Question {}

    /** More evaluations; {@code request} tells one that is sent twice from two. */
    record Extend(String request, int evaluations, ActorRef<StatusReply<SearchLedger>> replyTo) implements Question {}

    /** Another end of the hypervolume, by objective. */
    record Refer(Map<String, Double> reference, ActorRef<StatusReply<SearchLedger>> replyTo) implements Question {
        public Refer {
            reference = Map.copyOf(reference);
        }
    }

    /** A candidate that somebody wants measured. */
    record Inject(Architecture architecture, ActorRef<StatusReply<SearchLedger>> replyTo) implements Question {}

    /** A worker has a free slot: answered with {@code DispatcherCommand.Run} or {@code DispatcherCommand.Decline}. */
    record SlotOffered(String worker) implements FromWorkers {}

    record JobEnded(JobId job, JobResult result, String worker, ActorRef<WorkerMessage> replyTo)
            implements FromWorkers {}

    /** The worker is gone; {@code died} is false where only the coordinator was restarted. */
    record JobLost(JobId job, String worker, boolean died) implements FromWorkers {}

    /** How far the worker is that prepares the model. */
    record JobProgressed(JobId job, PreparationStatus status) implements SearchCommand {}

    /** A worker has the job, and no other one that is alive. */
    record JobObserved(JobId job, String worker) implements FromWorkers {}

    /** All that arrived while the search wrote; the inbox is told when this is written. */
    record Several(List<FromWorkers> commands, ActorRef<Inbox.Command> inbox) implements SearchCommand {
        public Several {
            commands = List.copyOf(commands);
        }
    }

    record Planned(int generation, List<Genome> genomes) implements SearchCommand {
        public Planned {
            genomes = List.copyOf(genomes);
        }
    }

    /** The planner computes from now on. */
    record PlanBegan(int generation) implements SearchCommand {}

    /** To itself: the planner has taken too long. */
    record PlanOverdue(int generation) implements SearchCommand {}

    record PlanFailed(String reason) implements SearchCommand {}

    /** To itself, after a restart. */
    record Recovered() implements SearchCommand {}

    record ResultsSaved() implements SearchCommand {}

    record ResultsNotSaved(String reason) implements SearchCommand {}

    record SaveAgain() implements SearchCommand {}

    /** The archive has answered. */
    record Recalled(List<Archive.Entry> entries) implements SearchCommand {
        public Recalled {
            entries = List.copyOf(entries);
        }
    }

    /**
     * The archive has what is measured.
     *
     * @param candidates so many of the first ones
     * @param end how the search ended, where it was over by then
     */
    record Kept(int candidates, Optional<SearchStatus> end) implements SearchCommand {}

    record ArchiveFailed(String reason) implements SearchCommand {}

    record ArchiveAgain() implements SearchCommand {}
}
