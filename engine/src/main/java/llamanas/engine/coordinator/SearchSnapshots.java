package llamanas.engine.coordinator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.engine.coordinator.event.SearchSnapshot;
import llamanas.engine.coordinator.event.SearchSnapshot.CandidateSnapshot;
import llamanas.engine.coordinator.event.SearchSnapshot.PreparationSnapshot;
import llamanas.engine.coordinator.event.SearchSnapshot.SteeringSnapshot;
import llamanas.engine.search.Evaluated;
import llamanas.protocol.search.DeviceProfile;
import llamanas.protocol.search.Gates;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.SingleChanges;
import llamanas.protocol.space.Genome;
import llamanas.protocol.wire.JobId;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePSet;
import org.pcollections.TreePVector;

/** Between a ledger and the frozen form in which it is stored. */
final class SearchSnapshots {
    /** Candidates at which the first snapshot is taken. */
    private static final double FIRST = 500;

    private static final double GROWTH = 1.5;

    private SearchSnapshots() {}

    /**
     * Whether to take a snapshot now: whenever a generation takes the number of candidates past 500, 750, 1125, ...
     * A snapshot holds every candidate, so taking one every so many events would cost O(n^2) bytes over a search; this
     * way it is O(n), and at most a third of the candidates are replayed one by one.
     */
    static boolean due(SearchEvent event) {
        if (!(event instanceof SearchEvent.GenerationProposed proposed)) {
            return false;
        }
        int before = proposed.firstCandidate();
        return mark(before) < mark(before + proposed.genomes().size());
    }

    private static int mark(int candidates) {
        return candidates < FIRST ? 0 : 1 + (int) (Math.log(candidates / FIRST) / Math.log(GROWTH));
    }

    static SearchSnapshot of(SearchLedger ledger) {
        Course course = ledger.course();
        return new SearchSnapshot(
                ledger.created(),
                ledger.candidates().stream().map(SearchSnapshots::of).toList(),
                List.copyOf(ledger.firstOfGeneration()),
                List.copyOf(ledger.work().pending()),
                Map.copyOf(ledger.work().running()),
                ledger.front().numbers(),
                course.stage(),
                course.phase() == Phase.REPORT,
                course.paused(),
                course.exhausted(),
                course.resultsWritten(),
                course.message(),
                course.activeMillis(),
                course.lastAt(),
                of(ledger.groundwork()),
                ledger.spec().fidelity() == null ? null : ledger.halving().stored(),
                steering(ledger));
    }

    private static @Nullable SteeringSnapshot steering(SearchLedger ledger) {
        Steering steering = ledger.steering();
        return steering.equals(Steering.begin(ledger.spec()))
                ? null
                : new SteeringSnapshot(
                        steering.budget(),
                        steering.reference(),
                        steering.requests().stream().sorted().toList(),
                        steering.archiveAsked());
    }

    private static @Nullable PreparationSnapshot of(Groundwork groundwork) {
        return groundwork.state() == Groundwork.State.UNWANTED
                ? null
                : new PreparationSnapshot(
                        groundwork.state().name(),
                        groundwork.worker(),
                        groundwork.attempts(),
                        groundwork.losses(),
                        groundwork.reason(),
                        groundwork.preparation(),
                        groundwork.inspection(),
                        groundwork.activeMillis(),
                        groundwork.job().name(),
                        groundwork.gates(),
                        groundwork.profile(),
                        groundwork.singleChanges());
    }

    private static CandidateSnapshot of(Candidate candidate) {
        return new CandidateSnapshot(
                candidate.generation(),
                candidate.genome(),
                candidate.measurement(),
                candidate.report(),
                candidate.attempts(),
                candidate.losses(),
                candidate.outcome().name(),
                candidate.reason(),
                candidate.origin());
    }

    static SearchLedger ledger(SearchSnapshot stored, SearchBrain.Factory factory) {
        Groundwork groundwork = groundwork(stored);
        @Nullable Inspection prepared = groundwork.inspection();
        SearchBrain plain = factory.create(
                stored.created().spec(), prepared == null ? stored.created().inspection() : prepared);
        @Nullable DeviceProfile profile = groundwork.profile();
        SearchBrain profiled = profile == null ? plain : plain.with(profile);
        @Nullable Gates gates = groundwork.gates();
        SearchBrain gated = gates == null ? profiled : profiled.with(gates);
        @Nullable SingleChanges changes = groundwork.singleChanges();
        SearchBrain brain = changes == null ? gated : gated.with(changes);
        List<Candidate> candidates = new ArrayList<>();
        for (CandidateSnapshot one : stored.candidates()) {
            candidates.add(candidate(candidates.size(), one, brain));
        }
        return new SearchLedger(
                stored.created(),
                brain,
                TreePVector.from(candidates),
                TreePVector.from(stored.firstOfGeneration()),
                Work.of(stored.pending(), stored.running()),
                new Front(stored.front().stream().map(candidates::get).toList()),
                course(stored),
                groundwork,
                Halving.of(stored.halving()),
                count(candidates, Candidate.Outcome.SUCCEEDED),
                count(candidates, Candidate.Outcome.FAILED, Candidate.Outcome.INFEASIBLE),
                steering(stored, candidates));
    }

    private static Steering steering(SearchSnapshot stored, List<Candidate> candidates) {
        @Nullable SteeringSnapshot one = stored.steering();
        int recalled = (int) candidates.stream().filter(Candidate::isRecalled).count();
        return one == null
                ? Steering.begin(stored.created().spec())
                : new Steering(
                        one.budget(), one.reference(), HashTreePSet.from(one.requests()), one.archiveAsked(), recalled);
    }

    private static Groundwork groundwork(SearchSnapshot stored) {
        @Nullable PreparationSnapshot one = stored.preparation();
        return one == null
                ? Groundwork.begin(stored.created().spec())
                : new Groundwork(
                        Groundwork.State.valueOf(one.state()),
                        one.job() == null ? JobId.Kind.PREPARE : JobId.Kind.valueOf(one.job()),
                        Groundwork.wanted(stored.created().spec()),
                        one.worker(),
                        one.attempts(),
                        one.losses(),
                        one.reason(),
                        one.preparation(),
                        one.inspection(),
                        one.gates(),
                        one.singleChanges(),
                        one.profile(),
                        one.activeMillis(),
                        null);
    }

    private static Course course(SearchSnapshot stored) {
        return new Course(
                stored.stage(),
                stored.reporting() ? Phase.REPORT : Phase.SEARCH,
                stored.paused(),
                stored.exhausted(),
                stored.resultsWritten(),
                stored.message(),
                stored.activeMillis(),
                stored.lastAt());
    }

    private static Candidate candidate(int number, CandidateSnapshot one, SearchBrain brain) {
        @Nullable Measurement measurement = one.measurement();
        @Nullable Genome genome = one.genome();
        @Nullable Evaluated evaluated = measurement == null ? null : brain.evaluated(genome, measurement);
        return new Candidate(
                number,
                one.generation(),
                genome,
                one.outcome() == null ? Candidate.Outcome.OPEN : Candidate.Outcome.valueOf(one.outcome()),
                measurement,
                evaluated,
                one.report(),
                one.attempts(),
                one.losses(),
                one.reason(),
                one.origin());
    }

    private static int count(List<Candidate> candidates, Candidate.Outcome... outcomes) {
        List<Candidate.Outcome> wanted = Arrays.asList(outcomes);
        return (int) candidates.stream()
                .filter(candidate -> !candidate.isRecalled() && wanted.contains(candidate.outcome()))
                .count();
    }
}
