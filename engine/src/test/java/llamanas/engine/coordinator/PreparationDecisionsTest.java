package llamanas.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import llamanas.engine.app.FakeEvaluator;
import llamanas.engine.coordinator.event.Examples;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.PreparationStatus;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.SearchSpace;
import llamanas.protocol.wire.Job;
import llamanas.protocol.wire.JobId;
import llamanas.protocol.wire.JobResult;
import org.junit.jupiter.api.Test;

/** From an unprepared model to the first generation, without an actor. */
class PreparationDecisionsTest {
    private static final Instant T0 = Examples.AT;
    private static final JobId JOB = new JobId("s", JobId.Kind.PREPARE, 0);
    private static final JobResult PREPARED = new JobResult.Prepared(FakeEvaluator.PREPARATION, Examples.PREPARED);
    private static final JobResult BROKEN = new JobResult.Evaluated(new EvaluationOutcome.Failed("disk full"));
    private static final JobResult REFUSED = new JobResult.Refused("the loss is NaN at step 3");
    private static final SearchLedger WAITING = SearchLedger.begin(Examples.PREPARING, ProblemBrain::new);
    private static final SearchLedger GIVEN = offer(WAITING, "w");

    private static SearchLedger after(SearchLedger ledger, Decision decision) {
        return decision.events().stream().reduce(ledger, SearchLedger::apply, (a, b) -> b);
    }

    private static SearchLedger offer(SearchLedger ledger, String worker) {
        return after(ledger, SearchDecisions.slotOffered(ledger, worker, T0));
    }

    private static Decision ended(SearchLedger ledger, JobResult result, String worker) {
        return SearchDecisions.jobEnded(ledger, JOB, result, worker, null, T0);
    }

    private static Decision lost(SearchLedger ledger, String worker, boolean died) {
        return SearchDecisions.jobLost(ledger, JOB, worker, died, T0);
    }

    private static SearchStatus status(SearchLedger ledger) {
        return SearchViews.status(ledger, T0);
    }

    @Test
    void oneWorkerGetsTheModelBeforeAnythingElse() {
        assertThat(status(WAITING).state()).isEqualTo(SearchState.PREPARING);
        assertThat(status(WAITING).message()).contains("waits for a worker");
        assertThat(WAITING.needsGeneration()).isFalse();
        assertThat(Followups.all(WAITING, T0)).containsExactly(new Action.Demand(1, null));
        Decision decision = SearchDecisions.slotOffered(WAITING, "w", T0);
        assertThat(decision.events()).containsExactly(new SearchEvent.PreparationStarted("w", T0));
        Job job = new Job(JOB, Examples.PREPARING.spec(), null);
        assertThat(decision.actions()).containsExactly(new Action.Run(job, "w"));
        assertThat(Followups.between(WAITING, GIVEN, T0)).containsExactly(new Action.Demand(0, null));
        assertThat(SearchDecisions.slotOffered(GIVEN, "other", T0))
                .isEqualTo(Decision.action(new Action.Decline("other")));
        assertThat(GIVEN.running()).isEqualTo(Map.of(JOB, "w"));
    }

    @Test
    void theSearchIsThenOneOfThePreparedModel() {
        Decision done = ended(GIVEN, PREPARED, "w");
        assertThat(done.events())
                .containsExactly(new SearchEvent.ModelPrepared("w", FakeEvaluator.PREPARATION, Examples.PREPARED, T0));
        assertThat(done.actions()).containsExactly(new Action.Acknowledge(JOB, "w", null));
        SearchLedger ledger = after(GIVEN, done);
        assertThat(status(ledger).state()).isEqualTo(SearchState.RUNNING);
        assertThat(Followups.between(GIVEN, ledger, T0)).containsExactly(new Action.Plan());
        assertThat(ledger.space()).isEqualTo(Examples.PREPARED.space());
        SearchLedger planned =
                after(ledger, SearchDecisions.planned(ledger, 0, List.of(Genome.of(0, 3, 3, 3, 3, 3, 3)), T0));
        assertThat(SearchDecisions.slotOffered(planned, "w", T0).actions())
                .singleElement()
                .isInstanceOfSatisfying(Action.Run.class, run -> {
                    assertThat(run.job().spec())
                            .isEqualTo(Examples.PREPARING.spec().on(FakeEvaluator.PREPARED));
                    assertThat(run.job().architecture().layers().get(2).keep())
                            .as("layer 2 goes first in the prepared model")
                            .isFalse();
                });
        assertThat(SearchDecisions.createdAgain(ledger, Examples.PREPARING.spec()))
                .isEqualTo(Decision.NOTHING);
    }

    @Test
    void nothingIsProposedBefore() {
        assertThat(SearchDecisions.planned(GIVEN, 0, List.of(Genome.of(0, 0, 0, 0, 0, 0, 0)), T0))
                .isEqualTo(Decision.NOTHING);
        assertThat(SearchDecisions.recovered(GIVEN, T0).events()).containsExactly(new SearchEvent.SearchRecovered(T0));
    }

    @Test
    void aRefusalFailsTheSearchWithItsReason() {
        Decision refused = ended(GIVEN, REFUSED, "w");
        assertThat(refused.events())
                .containsExactly(
                        new SearchEvent.PreparationRefused("w", "the loss is NaN at step 3", T0),
                        new SearchEvent.SearchFailed("the model could not be prepared: the loss is NaN at step 3", T0));
        SearchLedger over = after(GIVEN, refused);
        assertThat(status(over).state()).isEqualTo(SearchState.FAILED);
        assertThat(Followups.between(GIVEN, over, T0)).singleElement().isInstanceOf(Action.ReportEnd.class);
        assertThat(ended(over, PREPARED, "w")).isEqualTo(Decision.action(new Action.Acknowledge(JOB, "w", null)));
    }

    @Test
    void threeFailuresAreFinal() {
        SearchLedger ledger = WAITING;
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(status(ledger).state()).isEqualTo(SearchState.PREPARING);
            ledger = offer(ledger, "w");
            ledger = after(ledger, ended(ledger, BROKEN, "w"));
        }
        assertThat(status(ledger).state()).isEqualTo(SearchState.FAILED);
        assertThat(status(ledger).message()).isEqualTo("the model could not be prepared: disk full");
    }

    @Test
    void afterAFailureItWaitsForAWorkerAgainAndSaysWhy() {
        SearchLedger ledger = after(GIVEN, ended(GIVEN, BROKEN, "w"));
        assertThat(Followups.between(GIVEN, ledger, T0)).containsExactly(new Action.Demand(1, null));
        assertThat(status(ledger).message()).contains("disk full");
        assertThat(ended(offer(ledger, "w2"), BROKEN, "w").events())
                .as("of a worker that has it no more")
                .isEmpty();
        assertThat(after(ledger, ended(ledger, PREPARED, "w")).course().stage()).isEqualTo(SearchState.RUNNING);
    }

    @Test
    void lostWorkersCountOnlyWhenTheyDie() {
        SearchLedger ledger = WAITING;
        for (int restart = 0; restart < 10; restart++) {
            ledger = offer(ledger, "w");
            ledger = after(ledger, lost(ledger, "w", false));
        }
        for (int death = 0; death < 3; death++) {
            ledger = offer(ledger, "w" + death);
            assertThat(lost(ledger, "another", true)).isEqualTo(Decision.NOTHING);
            ledger = after(ledger, lost(ledger, "w" + death, true));
            assertThat(status(ledger).state()).isEqualTo(SearchState.PREPARING);
        }
        ledger = offer(ledger, "w");
        ledger = after(ledger, lost(ledger, "w", true));
        assertThat(status(ledger).state()).isEqualTo(SearchState.FAILED);
        assertThat(status(ledger).message()).contains("4 workers were lost").contains("the last one w");
        assertThat(Followups.all(ledger, T0)).anyMatch(Action.ReportEnd.class::isInstance);
    }

    @Test
    void aJobFoundOnAWorkerStaysThere() {
        assertThat(SearchDecisions.jobObserved(GIVEN, JOB, "w", T0)).isEqualTo(Decision.NOTHING);
        SearchLedger moved = after(GIVEN, SearchDecisions.jobObserved(GIVEN, JOB, "w7", T0));
        assertThat(moved.running()).isEqualTo(Map.of(JOB, "w7"));
        SearchLedger prepared = after(moved, ended(moved, PREPARED, "w7"));
        assertThat(SearchDecisions.jobObserved(prepared, JOB, "w7", T0)).isEqualTo(Decision.NOTHING);
        assertThat(lost(prepared, "w7", true)).isEqualTo(Decision.NOTHING);
    }

    @Test
    void whilePausedNothingIsGivenOutButAResultIsTaken() {
        SearchLedger paused = after(WAITING, SearchDecisions.pause(WAITING, T0));
        assertThat(SearchDecisions.slotOffered(paused, "w", T0).events()).isEmpty();
        assertThat(Followups.between(WAITING, paused, T0)).containsExactly(new Action.Demand(0, null));
        SearchLedger running = after(GIVEN, SearchDecisions.pause(GIVEN, T0));
        SearchLedger prepared = after(running, ended(running, PREPARED, "w"));
        assertThat(status(prepared).state()).isEqualTo(SearchState.PAUSED);
        assertThat(Followups.between(running, prepared, T0)).isEmpty();
        SearchLedger resumed = after(prepared, SearchDecisions.resume(prepared, T0));
        assertThat(Followups.between(prepared, resumed, T0)).containsExactly(new Action.Plan());
        SearchLedger again = after(paused, SearchDecisions.resume(paused, T0));
        assertThat(status(again).state()).isEqualTo(SearchState.PREPARING);
    }

    @Test
    void aCancelledSearchTakesTheResultLaterAndEndsWithIt() {
        SearchLedger cancelled = after(GIVEN, SearchDecisions.cancel(GIVEN, T0));
        assertThat(Followups.between(GIVEN, cancelled, T0))
                .as("the worker still has the job")
                .isEmpty();
        for (JobResult result : List.of(PREPARED, BROKEN, REFUSED)) {
            Decision late = ended(cancelled, result, "w");
            assertThat(late.actions()).containsExactly(new Action.Acknowledge(JOB, "w", null));
            SearchLedger over = after(cancelled, late);
            assertThat(status(over).state()).isEqualTo(SearchState.CANCELLED);
            assertThat(Followups.between(cancelled, over, T0)).singleElement().isInstanceOf(Action.ReportEnd.class);
        }
        SearchLedger idle = after(WAITING, SearchDecisions.cancel(WAITING, T0));
        assertThat(Followups.between(WAITING, idle, T0)).anyMatch(Action.ReportEnd.class::isInstance);
    }

    @Test
    void aPreparedModelThatCannotBeSearchedIsRefused() {
        Constraint small = new Constraint("parameters", null, 30_000.0);
        SearchLedger ledger = offer(SearchLedger.begin(created(small), ProblemBrain::new), "w");
        SearchSpace wider = new SearchSpace(
                new ModelShape(6, 64, 64, 2, 2, 32, 100, 64, false, false, false),
                Examples.PREPARED.space().dimensions());
        JobResult other = new JobResult.Prepared(FakeEvaluator.PREPARATION, new Inspection(wider, "p", "d", Map.of()));
        assertThat(ended(ledger, other, "w").events())
                .hasSize(2)
                .first()
                .isInstanceOfSatisfying(SearchEvent.PreparationRefused.class, refused -> assertThat(refused.reason())
                        .contains(FakeEvaluator.PREPARED)
                        .contains("parameters"));
    }

    private static SearchEvent.SearchCreated created(Constraint constraint) {
        SearchSpec spec = Examples.PREPARING.spec();
        SearchSpec bounded = new SearchSpec(
                spec.name(),
                spec.model(),
                spec.dtype(),
                spec.tasks(),
                spec.space(),
                spec.objectives(),
                List.of(constraint),
                spec.strategy(),
                spec.evaluations(),
                spec.seed(),
                spec.prepare());
        return new SearchEvent.SearchCreated("s", bounded, Examples.PREPARING.inspection(), T0);
    }

    @Test
    void progressIsShownOfTheWorkerThatHasTheJob() {
        PreparationStatus progress = new PreparationStatus("w", "training", 20, 100, 3.5, 2000, 8000);
        assertThat(status(GIVEN.seen(progress)).preparing()).isEqualTo(progress);
        assertThat(status(WAITING.seen(progress)).preparing()).isNull();
        assertThat(status(offer(WAITING, "other").seen(progress)).preparing()).isNull();
        assertThat(SearchSnapshots.of(GIVEN.seen(progress))).isEqualTo(SearchSnapshots.of(GIVEN));
    }

    @Test
    void preparingTakesNoPartInTheEstimateOfTheSearch() {
        SearchLedger ledger = WAITING.apply(new SearchEvent.PreparationStarted("w", T0))
                .apply(new SearchEvent.ModelPrepared(
                        "w", FakeEvaluator.PREPARATION, Examples.PREPARED, T0.plusSeconds(1000)))
                .apply(new SearchEvent.GenerationProposed(
                        0,
                        0,
                        List.of(Genome.of(2, 3, 3, 3, 3, 3, 3), Genome.of(0, 0, 0, 0, 0, 0, 0)),
                        T0.plusSeconds(1000)))
                .apply(new SearchEvent.EvaluationSucceeded(
                        0, Phase.SEARCH, "w", Examples.MEASUREMENT, T0.plusSeconds(1002)));
        SearchStatus status = SearchViews.status(ledger, T0.plusSeconds(1002));
        assertThat(status.elapsedMillis()).isEqualTo(1_002_000);
        assertThat(status.etaMillis()).isEqualTo(2000 * 29);
    }
}
