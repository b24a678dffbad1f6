package llamanas.engine.coordinator;

import akka.actor.typed.ActorRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.space.Genome;
import llamanas.protocol.wire.Job;
import llamanas.protocol.wire.JobId;
import llamanas.protocol.wire.JobResult;
import llamanas.protocol.wire.WorkerMessage;

/** The coordinator's decisions: pure functions of what is known, the command, and the time. */
final class SearchDecisions {
    private SearchDecisions() {}

    /** A worker has a free slot. */
    static Decision slotOffered(SearchLedger ledger, String worker, Instant now) {
        if (ledger.awaitsPreparation()) {
            return PreparationDecisions.started(ledger, worker, now);
        }
        Optional<Integer> next = ledger.course().isActive() ? ledger.work().next() : Optional.empty();
        return next.map(candidate -> started(ledger, candidate, worker, now))
                .orElseGet(() -> Decision.action(new Action.Decline(worker)));
    }

    private static Decision started(SearchLedger ledger, int candidate, String worker, Instant now) {
        Job job = new Job(
                ledger.job(candidate),
                ledger.searched(),
                ledger.architecture(ledger.candidates().get(candidate)),
                ledger.share(candidate));
        return new Decision(
                List.of(new SearchEvent.EvaluationStarted(
                        candidate, ledger.course().phase(), worker, now)),
                List.of(new Action.Run(job, worker)));
    }

    /**
     * A worker reports a result. The first success counts, whoever it comes from; a failure counts only where it comes from
     * the worker that the evaluation was given to. All else was settled before, and is only acknowledged.
     */
    static Decision jobEnded(
            SearchLedger ledger,
            JobId job,
            JobResult result,
            String worker,
            ActorRef<WorkerMessage> replyTo,
            Instant now) {
        if (job.equals(ledger.groundworkJob())) {
            return PreparationDecisions.ended(ledger, job, result, worker, replyTo, now);
        }
        Action acknowledge = new Action.Acknowledge(job, worker, replyTo);
        boolean holder =
                isOpen(ledger, job) && ledger.work().holder(job.candidate()).equals(Optional.of(worker));
        if (!isOpen(ledger, job) || !(holder || isSuccess(result))) {
            return Decision.action(acknowledge);
        }
        SearchEvent event = new Judgement(ledger, job.candidate(), worker, now).of(result);
        return new Decision(completed(ledger, event, now), List.of(acknowledge));
    }

    /** Whether the job is one that the search still waits for. */
    private static boolean isOpen(SearchLedger ledger, JobId job) {
        return ledger.job(job.candidate()).equals(job) && ledger.work().isOpen(job.candidate());
    }

    private static boolean isSuccess(JobResult result) {
        return result instanceof JobResult.Evaluated evaluated
                && evaluated.outcome() instanceof EvaluationOutcome.Succeeded;
    }

    /** The worker that had the job is gone. */
    static Decision jobLost(SearchLedger ledger, JobId job, String worker, boolean died, Instant now) {
        if (job.equals(ledger.groundworkJob())) {
            return PreparationDecisions.lost(ledger, worker, died, now);
        }
        if (!isOpen(ledger, job) || !ledger.work().holder(job.candidate()).equals(Optional.of(worker))) {
            return Decision.NOTHING;
        }
        SearchEvent event = new Judgement(ledger, job.candidate(), worker, now).lost(died);
        return new Decision(completed(ledger, event, now), List.of());
    }

    /** A worker says that it has the job, and no other worker that is alive does. */
    static Decision jobObserved(SearchLedger ledger, JobId job, String worker, Instant now) {
        if (job.equals(ledger.groundworkJob())) {
            return PreparationDecisions.observed(ledger, worker, now);
        }
        if (!isOpen(ledger, job) || ledger.work().holder(job.candidate()).equals(Optional.of(worker))) {
            return Decision.NOTHING;
        }
        return Decision.event(new SearchEvent.EvaluationStarted(
                job.candidate(), ledger.course().phase(), worker, now));
    }

    /** The strategy has answered. An answer for another generation than the next one comes from a question asked twice. */
    static Decision planned(SearchLedger ledger, int generation, List<Genome> genomes, Instant now) {
        if (generation != ledger.generations()
                || ledger.course().exhausted()
                || ledger.course().stage() != SearchState.RUNNING) {
            return Decision.NOTHING;
        }
        boolean extra = generation == 0 && ledger.brain().fullNetwork().isEmpty();
        SearchEvent event = genomes.isEmpty() && !extra
                ? new SearchEvent.SpaceExhausted(now)
                : new SearchEvent.GenerationProposed(
                        generation, ledger.candidates().size() + (extra ? 1 : 0), genomes, now);
        return new Decision(completed(ledger, event, now), List.of());
    }

    /** The strategy broke: a fault of the program, which trying again would only repeat. */
    static Decision planFailed(SearchLedger ledger, String reason, Instant now) {
        return ledger.course().stage().isFinal()
                ? Decision.NOTHING
                : Decision.event(new SearchEvent.SearchFailed(reason, now));
    }

    static Decision pause(SearchLedger ledger, Instant now) {
        refuseIfFinal(ledger, "paused");
        return ledger.course().paused() ? Decision.NOTHING : Decision.event(new SearchEvent.SearchPaused(now));
    }

    static Decision resume(SearchLedger ledger, Instant now) {
        refuseIfFinal(ledger, "resumed");
        return ledger.course().paused()
                ? new Decision(completed(ledger, new SearchEvent.SearchResumed(now), now), List.of())
                : Decision.NOTHING;
    }

    static Decision cancel(SearchLedger ledger, Instant now) {
        if (ledger.course().stage() == SearchState.CANCELLED) {
            return Decision.NOTHING;
        }
        refuseIfFinal(ledger, "cancelled");
        return Decision.event(new SearchEvent.SearchCancelled(now));
    }

    private static void refuseIfFinal(SearchLedger ledger, String what) {
        SearchState state = ledger.course().stage();
        if (state.isFinal()) {
            throw new InvalidInputException("search '" + ledger.created().id() + "' is "
                    + state.name().toLowerCase(Locale.ROOT) + " and can't be " + what);
        }
    }

    /** Somebody starts a search under an id that is taken: fine if it is the same search. */
    static Decision createdAgain(SearchLedger ledger, SearchSpec spec) {
        if (!ledger.created().spec().equals(spec)) {
            throw new InvalidInputException("search '" + ledger.created().id()
                    + "' exists already with another spec; choose another id, or start it with the spec that it has");
        }
        return Decision.NOTHING;
    }

    static Decision resultsSaved(SearchLedger ledger, Instant now) {
        return ledger.course().resultsWritten()
                ? Decision.NOTHING
                : Decision.event(new SearchEvent.ResultsWritten(now));
    }

    /** The coordinator is back after a restart. */
    static Decision recovered(SearchLedger ledger, Instant now) {
        return ledger.course().stage().isFinal()
                ? Decision.NOTHING
                : new Decision(completed(ledger, new SearchEvent.SearchRecovered(now), now), List.of());
    }

    /** An event with what it brings about by itself: the report after the search, the end after the report. */
    static List<SearchEvent> completed(SearchLedger ledger, SearchEvent event, Instant now) {
        List<SearchEvent> events = new ArrayList<>(List.of(event));
        SearchLedger after = ledger.apply(event);
        Optional<SearchEvent> whole = RungDecisions.completed(after, event);
        Optional<SearchEvent> next = whole.isPresent() ? whole : next(after, now);
        while (next.isPresent()) {
            events.add(next.get());
            after = after.apply(next.get());
            next = next(after, now);
        }
        return events;
    }

    private static Optional<SearchEvent> next(SearchLedger ledger, Instant now) {
        Course course = ledger.course();
        Optional<SearchEvent> closed = RungDecisions.closed(ledger, now);
        if (closed.isPresent()) {
            return closed;
        }
        Optional<SearchEvent> resumed = RungDecisions.resumed(ledger, now);
        if (resumed.isPresent()) {
            return resumed;
        }
        if (!course.isActive()
                || course.stage() == SearchState.PREPARING
                || !ledger.work().isDone()
                || ledger.needsGeneration()) {
            return Optional.empty();
        }
        List<Integer> toReport = toReport(ledger);
        return Optional.of(
                course.stage() == SearchState.RUNNING && !toReport.isEmpty()
                        ? new SearchEvent.ReportStarted(toReport, now)
                        : new SearchEvent.SearchFinished(now));
    }

    /** The front and the full network, where there is data that the search did not see, and they are not measured on it yet. */
    private static List<Integer> toReport(SearchLedger ledger) {
        boolean unseen = ledger.spec().tasks().stream().anyMatch(task -> task.report() != null);
        TreeSet<Integer> candidates = new TreeSet<>(ledger.front().numbers());
        ledger.fullNetwork().ifPresent(full -> candidates.add(0));
        candidates.removeIf(number -> ledger.candidates().get(number).report() != null);
        return unseen ? List.copyOf(candidates) : List.of();
    }
}
