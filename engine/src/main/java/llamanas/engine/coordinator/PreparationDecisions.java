package llamanas.engine.coordinator;

import akka.actor.typed.ActorRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.DeviceProfile;
import llamanas.protocol.search.DeviceTimings;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Gates;
import llamanas.protocol.search.SingleChanges;
import llamanas.protocol.wire.Job;
import llamanas.protocol.wire.JobId;
import llamanas.protocol.wire.JobResult;
import llamanas.protocol.wire.WorkerMessage;

/**
 * The coordinator's decisions on the jobs that come before all evaluations: pure functions, as {@link SearchDecisions} are. One
 * worker measures the device where latencies are computed: bounds that can't hold there are found before all else. Then one
 * prepares the model; another one goes on where it was lost. After that one measures single changes, and one trains gates, where the
 * strategy goes by them. What is
 * no preparation is begun anew where it was lost.
 */
final class PreparationDecisions {
    private PreparationDecisions() {}

    /** Gives the job, which waits for a worker, to one. */
    static Decision started(SearchLedger ledger, String worker, Instant now) {
        Job job = new Job(ledger.groundworkJob(), ledger.searched(), null);
        return new Decision(
                List.of(new SearchEvent.PreparationStarted(worker, now)), List.of(new Action.Run(job, worker)));
    }

    /** The first success counts, whoever it comes from; anything else counts only from the worker that has the job. */
    static Decision ended(
            SearchLedger ledger,
            JobId job,
            JobResult result,
            String worker,
            ActorRef<WorkerMessage> replyTo,
            Instant now) {
        Action acknowledge = new Action.Acknowledge(job, worker, replyTo);
        boolean counts = ledger.groundwork().isHeldBy(worker) || isSuccess(result);
        return ledger.groundwork().isOpen() && counts
                ? new Decision(withEnd(ledger, judged(ledger, result, worker, now), now), List.of(acknowledge))
                : Decision.action(acknowledge);
    }

    private static boolean isSuccess(JobResult result) {
        return result instanceof JobResult.Prepared
                || result instanceof JobResult.GatesTrained
                || result instanceof JobResult.SingleChangesMeasured
                || result instanceof JobResult.DeviceTimed;
    }

    private static SearchEvent judged(SearchLedger ledger, JobResult result, String worker, Instant now) {
        if (result instanceof JobResult.Prepared prepared) {
            return prepared(ledger, prepared, worker, now);
        } else if (result instanceof JobResult.GatesTrained trained) {
            return trained(ledger, trained.gates(), worker, now);
        } else if (result instanceof JobResult.SingleChangesMeasured measured) {
            return measured(ledger, measured.changes(), worker, now);
        } else if (result instanceof JobResult.DeviceTimed timed) {
            return profiled(ledger, timed.timings(), worker, now);
        } else if (result instanceof JobResult.Refused refused) {
            return new SearchEvent.PreparationRefused(worker, refused.message(), now);
        }
        boolean broke = result instanceof JobResult.Evaluated;
        String reason = broke && ((JobResult.Evaluated) result).outcome() instanceof EvaluationOutcome.Failed failed
                ? failed.reason()
                : "the worker answered with " + result;
        int attempt = ledger.groundwork().attempts() + 1;
        return new SearchEvent.PreparationFailed(worker, reason, attempt, attempt >= Judgement.MAX_ATTEMPTS, now);
    }

    /** Refuses a prepared model on which the search could not go on. */
    private static SearchEvent prepared(SearchLedger ledger, JobResult.Prepared done, String worker, Instant now) {
        try {
            ledger.brain().on(done.inspection()).strategy();
            return new SearchEvent.ModelPrepared(worker, done.preparation(), done.inspection(), now);
        } catch (InvalidInputException e) {
            String folder = done.preparation().model();
            return new SearchEvent.PreparationRefused(
                    worker, "the prepared model " + folder + " can't be searched: " + e.getMessage(), now);
        }
    }

    /** Refuses a device on which the search's constraints can't hold. */
    private static SearchEvent profiled(SearchLedger ledger, DeviceTimings timings, String worker, Instant now) {
        try {
            DeviceProfile profile = ledger.brain().profile(timings);
            ledger.brain().with(profile).strategy();
            return new SearchEvent.DeviceProfiled(worker, profile, now);
        } catch (InvalidInputException e) {
            return new SearchEvent.PreparationRefused(worker, String.valueOf(e.getMessage()), now);
        }
    }

    /** Refuses gates that the strategy can't go by. */
    private static SearchEvent trained(SearchLedger ledger, Gates gates, String worker, Instant now) {
        try {
            ledger.brain().with(gates).strategy();
            return new SearchEvent.GatesTrained(worker, gates, now);
        } catch (InvalidInputException e) {
            return new SearchEvent.PreparationRefused(worker, String.valueOf(e.getMessage()), now);
        }
    }

    /** Refuses changes of another space. */
    private static SearchEvent measured(SearchLedger ledger, SingleChanges changes, String worker, Instant now) {
        try {
            ledger.brain().with(changes).strategy();
            return new SearchEvent.SingleChangesMeasured(worker, changes, now);
        } catch (InvalidInputException e) {
            return new SearchEvent.PreparationRefused(worker, String.valueOf(e.getMessage()), now);
        }
    }

    /** The worker that had it is gone. */
    static Decision lost(SearchLedger ledger, String worker, boolean died, Instant now) {
        Groundwork groundwork = ledger.groundwork();
        if (!groundwork.isOpen() || !groundwork.isHeldBy(worker)) {
            return Decision.NOTHING;
        }
        boolean last = died && groundwork.losses() >= Judgement.MAX_LOSSES;
        SearchEvent event = new SearchEvent.PreparationLost(worker, died, last, now);
        return new Decision(withEnd(ledger, event, now), List.of());
    }

    /** A worker says that it has the job, and no other worker that is alive does. */
    static Decision observed(SearchLedger ledger, String worker, Instant now) {
        Groundwork groundwork = ledger.groundwork();
        return groundwork.isOpen() && !groundwork.isHeldBy(worker)
                ? Decision.event(new SearchEvent.PreparationStarted(worker, now))
                : Decision.NOTHING;
    }

    /** The event, and where it leaves nothing to search, the end of the search. */
    private static List<SearchEvent> withEnd(SearchLedger ledger, SearchEvent event, Instant now) {
        List<SearchEvent> events = new ArrayList<>(SearchDecisions.completed(ledger, event, now));
        SearchLedger after = ledger.apply(event);
        boolean over = after.course().stage().isFinal();
        if (after.groundwork().state() == Groundwork.State.FAILED && !over) {
            String reason = ledger.groundwork().failure() + ": " + why(after, event);
            events.add(new SearchEvent.SearchFailed(reason, now));
        }
        return events;
    }

    private static String why(SearchLedger after, SearchEvent event) {
        return event instanceof SearchEvent.PreparationLost lost
                ? after.groundwork().losses() + " workers were lost while they did, the last one " + lost.worker()
                        + "; see their logs (does it fit into their memory?)"
                : Optional.ofNullable(after.groundwork().reason()).orElse("no reason was given");
    }
}
