package llamanas.engine.coordinator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.fidelity.Racing;
import llamanas.protocol.search.FidelitySpec;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Origin;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.PreparationStatus;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.Share;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.SearchSpace;
import llamanas.protocol.wire.JobId;
import org.jspecify.annotations.Nullable;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * All that is known of one search: the fold of its events. Immutable and safe to share between threads; applying an event
 * costs O(log candidates) and shares everything that it does not touch.
 *
 * @param candidates by number
 * @param firstOfGeneration first candidate of each generation
 * @param front front so far; its members carry no report, ask {@code candidates} for it
 * @param groundwork how the jobs before all evaluations stand
 * @param halving how measuring on growing shares of the data stands
 * @param done evaluations on the search half that succeeded
 * @param failed those that failed for good or were infeasible
 * @param steering what was changed and added after the spec
 */
record SearchLedger(
        SearchEvent.SearchCreated created,
        SearchBrain brain,
        PVector<Candidate> candidates,
        PVector<Integer> firstOfGeneration,
        Work work,
        Front front,
        Course course,
        Groundwork groundwork,
        Halving halving,
        int done,
        int failed,
        Steering steering) {

    static SearchLedger begin(SearchEvent.SearchCreated created, SearchBrain.Factory factory) {
        SearchBrain brain = factory.create(created.spec(), created.inspection());
        PVector<Candidate> none = TreePVector.empty();
        Groundwork groundwork = Groundwork.begin(created.spec());
        Course course = Course.begin(created.at(), groundwork.isOpen());
        return new SearchLedger(
                created,
                brain,
                none,
                TreePVector.empty(),
                Work.NONE,
                Front.EMPTY,
                course,
                groundwork,
                Halving.NONE,
                0,
                0,
                Steering.begin(created.spec()));
    }

    SearchLedger apply(SearchEvent event) {
        SearchLedger next = with(course.after(event));
        next = next.with(groundwork.after(event, next.course.activeMillis()));
        next = next.with(steering.after(event));
        if (next.groundwork.state() == Groundwork.State.DONE) {
            next = next.with(next.course.prepared());
        }
        next = next.with(halving.after(event, spec().fidelity(), front));
        if (event instanceof SearchEvent.ModelPrepared prepared) {
            return next.with(brain.on(prepared.inspection()));
        } else if (event instanceof SearchEvent.DeviceProfiled profiled) {
            return next.with(brain.with(profiled.profile()));
        } else if (event instanceof SearchEvent.GatesTrained trained) {
            return next.with(brain.with(trained.gates()));
        } else if (event instanceof SearchEvent.SingleChangesMeasured measured) {
            return next.with(brain.with(measured.changes()));
        } else if (event instanceof SearchEvent.GenerationProposed proposed) {
            return next.proposed(proposed);
        } else if (event instanceof SearchEvent.EvaluationStarted started) {
            return next.with(work.given(started.candidate(), started.worker()));
        } else if (event instanceof SearchEvent.EvaluationSucceeded succeeded) {
            return next.succeeded(succeeded);
        } else if (event instanceof SearchEvent.ShareMeasured measured) {
            return next.with(work.without(measured.candidate()));
        } else if (event instanceof SearchEvent.RungClosed closed) {
            return next.rungClosed(closed);
        } else if (event instanceof SearchEvent.CandidatesResumed resumed) {
            return next.resumed(resumed.candidates());
        } else if (event instanceof SearchEvent.EvaluationFailed broken) {
            return next.broken(broken);
        } else if (event instanceof SearchEvent.EvaluationInfeasible impossible) {
            return next.closed(
                    impossible.candidate(), impossible.phase(), Candidate.Outcome.INFEASIBLE, impossible.reason());
        } else if (event instanceof SearchEvent.EvaluationLost lost) {
            return next.lost(lost);
        } else if (event instanceof SearchEvent.ReportStarted report) {
            return next.reporting(report.candidates());
        } else if (event instanceof SearchEvent.BudgetExtended && course.phase() == Phase.REPORT) {
            return next.with(Work.NONE);
        } else if (event instanceof SearchEvent.CandidateInjected injected) {
            return next.injected(injected);
        } else if (event instanceof SearchEvent.ArchiveAnswered answered) {
            return next.recalled(answered.answers());
        }
        return next;
    }

    private SearchLedger proposed(SearchEvent.GenerationProposed event) {
        List<Candidate> added = new ArrayList<>();
        int first = candidates.size();
        if (event.firstCandidate() > first) {
            added.add(Candidate.proposed(first, event.generation(), null));
        }
        for (Genome genome : event.genomes()) {
            added.add(Candidate.proposed(first + added.size(), event.generation(), genome));
        }
        return changed(next -> {
            next.candidates = candidates.plusAll(added);
            next.firstOfGeneration = firstOfGeneration.plus(first);
            next.work = work.plus(added.stream().map(Candidate::number).toList());
        });
    }

    private SearchLedger injected(SearchEvent.CandidateInjected event) {
        Candidate candidate =
                Candidate.proposed(event.candidate(), joined(), event.genome()).from(Origin.INJECTED);
        return joined(List.of(candidate)).with(work.plus(List.of(event.candidate())));
    }

    private SearchLedger recalled(List<SearchEvent.ArchiveAnswered.Answer> answers) {
        SearchLedger next = this;
        List<Candidate> added = new ArrayList<>();
        for (SearchEvent.ArchiveAnswered.Answer answer : answers) {
            Candidate candidate = Candidate.recalled(candidates.size() + added.size(), joined(), answer, brain);
            added.add(candidate);
            next = next.with(next.front.with(candidate));
        }
        return added.isEmpty() ? this : next.joined(added);
    }

    /** The generation that a candidate belongs to that the strategy did not ask for: the open one, or a new one. */
    private int joined() {
        return work.isDone() ? generations() : generations() - 1;
    }

    private SearchLedger joined(List<Candidate> added) {
        return changed(next -> {
            next.candidates = candidates.plusAll(added);
            next.firstOfGeneration = work.isDone() ? firstOfGeneration.plus(candidates.size()) : firstOfGeneration;
        });
    }

    private SearchLedger succeeded(SearchEvent.EvaluationSucceeded event) {
        int number = event.candidate();
        Candidate old = candidates.get(number);
        if (event.phase() == Phase.REPORT) {
            return with(old.reported(event.measurement())).with(work.without(number));
        }
        Candidate now = old.succeeded(event.measurement(), brain.evaluated(old.genome(), event.measurement()));
        return changed(next -> {
            next.candidates = candidates.with(number, now);
            next.work = work.without(number);
            next.front = front.with(now);
            next.done++;
        });
    }

    private SearchLedger rungClosed(SearchEvent.RungClosed event) {
        SearchLedger next = this;
        for (SearchEvent.Dropped dropped : event.dropped()) {
            Candidate old = candidates.get(dropped.candidate());
            Evaluated seen = brain.evaluated(old.genome(), dropped.estimate());
            next = next.with(old.dropped(dropped.estimate(), seen, dropped.by()));
        }
        for (SearchEvent.SetAside aside : event.aside()) {
            Candidate old = candidates.get(aside.candidate());
            next = next.with(old.aside(aside.estimate(), brain.evaluated(old.genome(), aside.estimate())));
        }
        List<Integer> left = next.openOnes();
        for (int number : left) {
            next = next.with(candidates.get(number).afresh());
        }
        return next.with(work.plus(left));
    }

    private SearchLedger resumed(List<Integer> numbers) {
        SearchLedger next = with(work.plus(numbers));
        for (int number : numbers) {
            Candidate old = candidates.get(number);
            Measurement estimate = old.measurement();
            next = estimate == null ? next : next.with(next.halving.guessed(number, estimate));
            next = next.with(old.resumed());
        }
        return next;
    }

    /** Candidates of the newest generation, and such that were resumed, whose measurement has not ended. O(generation). */
    List<Integer> openOnes() {
        int first = firstOfGeneration.isEmpty() ? 0 : firstOfGeneration.get(generations() - 1);
        return IntStream.concat(
                        halving.resumed().keySet().stream()
                                .mapToInt(Integer::intValue)
                                .filter(number -> number < first)
                                .sorted(),
                        IntStream.range(first, candidates.size()))
                .filter(number -> candidates.get(number).outcome() == Candidate.Outcome.OPEN)
                .boxed()
                .toList();
    }

    /** What waits and can be resumed, in order. O(what waits). */
    List<Integer> waiting() {
        return halving.aside().keySet().stream()
                .filter(number -> halving.share(number).isPresent())
                .sorted()
                .toList();
    }

    private SearchLedger broken(SearchEvent.EvaluationFailed event) {
        SearchLedger next = with(candidates.get(event.candidate()).broken(event.reason()));
        return event.last()
                ? next.closed(event.candidate(), event.phase(), Candidate.Outcome.FAILED, event.reason())
                : next.with(work.returned(event.candidate()));
    }

    private SearchLedger lost(SearchEvent.EvaluationLost event) {
        Candidate old = candidates.get(event.candidate());
        SearchLedger next = event.counted() ? with(old.lost()) : this;
        String reason =
                (old.losses() + 1) + " workers were lost while they evaluated it, the last one " + event.worker();
        return event.last()
                ? next.closed(event.candidate(), event.phase(), Candidate.Outcome.FAILED, reason)
                : next.with(work.returned(event.candidate()));
    }

    /** A failed report leaves the candidate's measurement, and so its place on the front, as it is. */
    private SearchLedger closed(int number, Phase phase, Candidate.Outcome outcome, String reason) {
        Candidate old = candidates.get(number);
        SearchLedger next = with(work.without(number));
        return phase == Phase.REPORT
                ? next.with(old.withReason(reason))
                : next.with(old.closed(outcome, reason)).changed(counted -> counted.failed++);
    }

    private SearchLedger reporting(List<Integer> numbers) {
        SearchLedger next = with(work.plus(numbers));
        for (int number : numbers) {
            next = next.with(candidates.get(number).afresh());
        }
        return next;
    }

    private SearchLedger with(Candidate candidate) {
        return changed(next -> next.candidates = candidates.with(candidate.number(), candidate));
    }

    private SearchLedger with(Work value) {
        return changed(next -> next.work = value);
    }

    private SearchLedger with(Course value) {
        return changed(next -> next.course = value);
    }

    private SearchLedger with(Halving value) {
        return changed(next -> next.halving = value);
    }

    /** For people: with what the worker that does the groundwork said last. */
    SearchLedger seen(@Nullable PreparationStatus progress) {
        return with(groundwork.seen(progress));
    }

    private SearchLedger with(Groundwork value) {
        return changed(next -> next.groundwork = value);
    }

    private SearchLedger with(SearchBrain value) {
        return changed(next -> next.brain = value);
    }

    private SearchLedger with(Steering value) {
        return value.equals(steering) ? this : changed(next -> next.steering = value);
    }

    private SearchLedger with(Front value) {
        return changed(next -> next.front = value);
    }

    private SearchLedger changed(Consumer<Draft> change) {
        Draft next = new Draft(this);
        change.accept(next);
        return next.finish();
    }

    /** A copy in the making: the one place that lists what a ledger consists of. */
    private static final class Draft {
        private final SearchEvent.SearchCreated created;
        private SearchBrain brain;
        private PVector<Candidate> candidates;
        private PVector<Integer> firstOfGeneration;
        private Work work;
        private Front front;
        private Course course;
        private Groundwork groundwork;
        private Halving halving;
        private int done;
        private int failed;
        private Steering steering;

        Draft(SearchLedger from) {
            created = from.created;
            brain = from.brain;
            candidates = from.candidates;
            firstOfGeneration = from.firstOfGeneration;
            work = from.work;
            front = from.front;
            course = from.course;
            groundwork = from.groundwork;
            halving = from.halving;
            done = from.done;
            failed = from.failed;
            steering = from.steering;
        }

        SearchLedger finish() {
            return new SearchLedger(
                    created,
                    brain,
                    candidates,
                    firstOfGeneration,
                    work,
                    front,
                    course,
                    groundwork,
                    halving,
                    done,
                    failed,
                    steering);
        }
    }

    /** As it was asked for, in the dtype that a worker chose where it was to choose one. */
    SearchSpec spec() {
        return created.spec().resolved(created.inspection());
    }

    /** The spec that candidates are evaluated by: on the prepared model where there is one. */
    SearchSpec searched() {
        Preparation preparation = groundwork.preparation();
        return preparation == null ? spec() : spec().on(preparation.model());
    }

    /** Of the model that is searched. */
    SearchSpace space() {
        return inspection().space();
    }

    /** Of the model that candidates are cut from: the prepared one, once it is there. */
    Inspection inspection() {
        Inspection prepared = groundwork.inspection();
        return prepared == null ? created.inspection() : prepared;
    }

    /** The job before all evaluations that is open, or was last. */
    JobId groundworkJob() {
        return new JobId(created.id(), groundwork.job(), 0);
    }

    /** Whether a worker is wanted for a job before all evaluations. */
    boolean awaitsPreparation() {
        return course.isActive() && groundwork.isPending();
    }

    /** Everything that a worker is believed to have, with the worker's name. */
    Map<JobId, String> running() {
        Map<JobId, String> running = new HashMap<>();
        work.running().forEach((candidate, worker) -> running.put(job(candidate), worker));
        groundwork.holder().ifPresent(worker -> running.put(groundworkJob(), worker));
        return running;
    }

    /** How many generations have been proposed. */
    int generations() {
        return firstOfGeneration.size();
    }

    /** What is spent of the budget, what single changes count for included; candidates whose measurement goes on are not counted. */
    double spent() {
        return groundwork.evaluations() + halving.spent(done + failed);
    }

    /** What is left of the budget: how many candidates can be measured on all of the data. */
    int budgetLeft() {
        return (int) Math.floor(exactBudgetLeft());
    }

    /** The same with parts of evaluations. */
    double exactBudgetLeft() {
        int begun = candidates.size() - steering.recalled();
        return steering.budget() - groundwork.evaluations() - begun + halving.savedEvaluations();
    }

    /** How many candidates the strategy may ask for: not those that the budget holds back for what was set aside. */
    int askable() {
        int reserve = spec().fidelity() == null || halving.settled() ? 0 : Racing.reserve(steering.budget());
        return Math.max(0, budgetLeft() - reserve);
    }

    /** Whether all that is proposed is measured, and the strategy is to be asked for more. */
    boolean needsGeneration() {
        return isIdle() && !course.exhausted() && askable() > 0;
    }

    /** Whether it is time to decide what is resumed of that which was set aside. */
    boolean needsResumption() {
        return spec().fidelity() != null && isIdle() && !halving.settled() && (course.exhausted() || askable() == 0);
    }

    private boolean isIdle() {
        return course.isActive() && course.stage() == SearchState.RUNNING && work.isDone();
    }

    /** Whether the strategy may only be asked once it has been told what earlier searches have measured. */
    boolean needsArchive() {
        return needsGeneration() && searched().archive() && !steering.archiveAsked();
    }

    /** The candidate with this canonical genome. O(candidates). */
    Optional<Candidate> find(Genome genome) {
        return candidates.stream()
                .filter(candidate -> Objects.equals(genome, candidate.genome()))
                .findFirst();
    }

    JobId job(int candidate) {
        return course.phase() == Phase.REPORT
                ? new JobId(created.id(), JobId.Kind.REPORT, candidate)
                : new JobId(created.id(), JobId.Kind.SEARCH, candidate, candidate == 0 ? 0 : halving.rung(candidate));
    }

    /**
     * Which share of the data a candidate is measured on next; null for all of it at once. The full network, which all others are
     * compared with, has all of it in the first rung.
     */
    @Nullable
    Share share(int candidate) {
        FidelitySpec fidelity = spec().fidelity();
        if (fidelity == null || course.phase() == Phase.REPORT) {
            return null;
        }
        return candidate == 0 ? Share.ALL : fidelity.share(halving.rung(candidate));
    }

    Architecture architecture(Candidate candidate) {
        @Nullable Genome genome = candidate.genome();
        return genome == null ? Architecture.full(space().shape()) : space().architecture(genome);
    }

    /** A finished generation as its strategy is told of it: in order, without a full network that it did not ask for. */
    List<Evaluated> told(int generation) {
        int end = generation + 1 < generations() ? firstOfGeneration.get(generation + 1) : candidates.size();
        return IntStream.range(firstOfGeneration.get(generation), end)
                .mapToObj(candidates::get)
                .filter(candidate -> candidate.genome() != null)
                .map(this::told)
                .toList();
    }

    /** What was set aside is told as it was believed then, also when it has been measured since: replays tell the same. */
    private Evaluated told(Candidate candidate) {
        return halving.guess(candidate.number())
                .map(guess -> brain.evaluated(candidate.genome(), guess))
                .orElseGet(candidate::told);
    }

    /** The full network, once it is measured. */
    Optional<Evaluated> fullNetwork() {
        return candidates.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(candidates.get(0).evaluated());
    }
}
