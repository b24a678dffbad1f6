package llamanas.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import llamanas.engine.app.FakeEvaluator;
import llamanas.engine.app.Fixtures;
import llamanas.engine.coordinator.event.Examples;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;
import llamanas.protocol.search.SingleChanges;
import llamanas.protocol.wire.Job;
import llamanas.protocol.wire.JobId;
import llamanas.protocol.wire.JobResult;
import org.junit.jupiter.api.Test;

/** From a search that knows nothing to one that knows what single changes do and has paid for it, without an actor. */
class SingleChangeDecisionsTest {
    private static final Instant T0 = Examples.AT;
    private static final JobId PREPARE = new JobId("s", JobId.Kind.PREPARE, 0);
    private static final JobId CHANGES = new JobId("s", JobId.Kind.SINGLE_CHANGES, 0);
    private static final SearchLedger WAITING = begin(Examples.CHANGED.spec());

    private static SearchLedger begin(SearchSpec spec) {
        return SearchLedger.begin(
                new SearchEvent.SearchCreated("s", spec, Examples.CREATED.inspection(), T0), ProblemBrain::new);
    }

    private static SearchLedger after(SearchLedger ledger, Decision decision) {
        return decision.events().stream().reduce(ledger, SearchLedger::apply, (a, b) -> b);
    }

    private static SearchLedger offer(SearchLedger ledger, String worker) {
        return after(ledger, SearchDecisions.slotOffered(ledger, worker, T0));
    }

    private static Decision ended(SearchLedger ledger, JobId job, JobResult result) {
        return SearchDecisions.jobEnded(ledger, job, result, "w", null, T0);
    }

    private static SearchLedger measured(SearchLedger ledger, int evaluations) {
        SearchLedger given = offer(ledger, "w");
        SingleChanges changes = FakeEvaluator.singleChanges(ledger.space(), evaluations);
        return after(given, ended(given, CHANGES, new JobResult.SingleChangesMeasured(changes)));
    }

    /** Proposes and measures until the search wants no more. */
    private static SearchLedger finished(SearchLedger begun) {
        SearchLedger ledger = begun;
        try (FakeEvaluator evaluator = new FakeEvaluator(Fixtures.SPACE, 0)) {
            while (ledger.needsGeneration()) {
                int first = ledger.candidates().size();
                var strategy = ledger.brain().strategy();
                for (int g = 0; g < ledger.generations(); g++) {
                    strategy.tell(ledger.told(g));
                }
                ledger = ledger.apply(new SearchEvent.GenerationProposed(
                        ledger.generations(), first, strategy.ask(ledger.askable()), T0));
                for (int i = first; i < ledger.candidates().size(); i++) {
                    var outcome = (EvaluationOutcome.Succeeded) evaluator.evaluate(
                            ledger.spec(),
                            ledger.architecture(ledger.candidates().get(i)),
                            Phase.SEARCH);
                    ledger = ledger.apply(
                            new SearchEvent.EvaluationSucceeded(i, Phase.SEARCH, "w", outcome.measurement(), T0));
                }
            }
        }
        return ledger;
    }

    @Test
    void theyAreMeasuredBeforeTheFirstGeneration() {
        SearchStatus status = SearchViews.status(WAITING, T0);
        assertThat(status.state()).isEqualTo(SearchState.PREPARING);
        assertThat(status.message()).contains("measures single changes");
        assertThat(status.singleChanges()).isNull();
        assertThat(Followups.all(WAITING, T0)).containsExactly(new Action.Demand(1, null));
        Decision given = SearchDecisions.slotOffered(WAITING, "w", T0);
        assertThat(given.actions())
                .containsExactly(new Action.Run(new Job(CHANGES, Examples.CHANGED.spec(), null), "w"));
        SearchLedger running = after(WAITING, given);
        SingleChanges changes = FakeEvaluator.singleChanges(Fixtures.SPACE, 5);
        Decision done = ended(running, CHANGES, new JobResult.SingleChangesMeasured(changes));
        assertThat(done.events()).containsExactly(new SearchEvent.SingleChangesMeasured("w", changes, T0));
        SearchLedger ledger = after(running, done);
        assertThat(ledger.course().stage()).isEqualTo(SearchState.RUNNING);
        assertThat(Followups.between(running, ledger, T0)).containsExactly(new Action.Plan());
        assertThat(ended(ledger, CHANGES, new JobResult.SingleChangesMeasured(changes)))
                .as("a result that comes twice")
                .isEqualTo(Decision.action(new Action.Acknowledge(CHANGES, "w", null)));
    }

    @Test
    void theBudgetIsExactWithThem() {
        SearchLedger ledger = measured(WAITING, 7);
        assertThat(ledger.budgetLeft()).isEqualTo(23);
        assertThat(SearchViews.status(ledger, T0).spent()).isEqualTo(7);
        SearchLedger end = finished(ledger);
        assertThat(end.candidates()).hasSize(23);
        assertThat(end.budgetLeft()).isZero();
        SearchStatus status = SearchViews.status(end, T0);
        assertThat(status.done()).isEqualTo(23);
        assertThat(status.spent()).isEqualTo(status.evaluations()).isEqualTo(30);
        assertThat(SearchViews.results(end).singleChanges()).isEqualTo(FakeEvaluator.singleChanges(Fixtures.SPACE, 7));
        SearchLedger extended = end.apply(new SearchEvent.BudgetExtended("r", 4, 34, T0));
        assertThat(extended.budgetLeft()).isEqualTo(4);
    }

    @Test
    void theRestOfTheTimeIsThatOfTheRestOfTheBudget() {
        SearchLedger ledger = measured(WAITING, 10);
        ledger = ledger.apply(new SearchEvent.GenerationProposed(
                0, 0, ledger.brain().strategy().ask(10), T0));
        ledger = ledger.apply(
                new SearchEvent.EvaluationSucceeded(0, Phase.SEARCH, "w", Examples.MEASUREMENT, T0.plusMillis(100)));
        assertThat(SearchViews.status(ledger, T0.plusMillis(100)).etaMillis()).isEqualTo(19 * 100);
    }

    @Test
    void aSnapshotKeepsThem() {
        SearchLedger ledger = measured(WAITING, 5);
        SearchLedger restored = SearchSnapshots.ledger(SearchSnapshots.of(ledger), ProblemBrain::new);
        assertThat(restored.groundwork()).isEqualTo(ledger.groundwork());
        assertThat(restored.budgetLeft()).isEqualTo(25);
    }

    @Test
    void theyAreThoseOfThePreparedModel() {
        SearchSpec spec = Fixtures.withSingleChanges(Examples.PREPARING.spec());
        SearchLedger ledger = offer(begin(spec), "w");
        ledger = after(
                ledger, ended(ledger, PREPARE, new JobResult.Prepared(FakeEvaluator.PREPARATION, Examples.PREPARED)));
        assertThat(SearchDecisions.slotOffered(ledger, "w2", T0).actions())
                .containsExactly(new Action.Run(new Job(CHANGES, spec.on(FakeEvaluator.PREPARED), null), "w2"));
        assertThat(measured(ledger, 5).groundwork().singleChanges()).isNotNull();
    }

    @Test
    void changesOfAnotherSpaceAreRefused() {
        SingleChanges good = FakeEvaluator.singleChanges(Fixtures.SPACE, 5);
        refused(
                new SingleChanges(good.genes().subList(0, 2), good.changes(), 64, 1000, 5, good.provenance()),
                "changes of other genes");
        SingleChanges.Change nan =
                new SingleChanges.Change(good.changes().get(0).genome(), Double.NaN);
        refused(new SingleChanges(good.genes(), List.of(nan), 64, 1000, 5, good.provenance()), "found a damage of NaN");
    }

    private static void refused(SingleChanges changes, String why) {
        SearchLedger given = offer(WAITING, "w");
        SearchLedger end = after(given, ended(given, CHANGES, new JobResult.SingleChangesMeasured(changes)));
        assertThat(SearchViews.status(end, T0).state()).isEqualTo(SearchState.FAILED);
        assertThat(SearchViews.status(end, T0).message()).contains("single changes could not be measured", why);
    }

    @Test
    void aStandInHasNone() {
        SearchSpec spec = Examples.CHANGED.spec();
        assertThat(Groundwork.wanted(spec)).containsExactly(JobId.Kind.SINGLE_CHANGES);
        assertThat(Groundwork.wanted(Examples.CREATED.spec())).isEmpty();
        assertThat(Groundwork.wanted(Fixtures.standIn(spec))).isEmpty();
    }
}
