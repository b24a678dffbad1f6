package llamanas.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import llamanas.engine.app.FakeEvaluator;
import llamanas.engine.app.Fixtures;
import llamanas.engine.coordinator.event.Examples;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.engine.search.Strategy;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.space.Genome;
import llamanas.protocol.wire.JobId;
import llamanas.protocol.wire.JobResult;
import org.junit.jupiter.api.Test;

/** The whole course of a search, without an actor. */
class SearchDecisionsTest {
    private static final Instant T0 = Examples.AT;
    private static final SearchLedger EMPTY = SearchLedger.begin(Examples.CREATED, ProblemBrain::new);
    private static final Genome FULL = Genome.of(2, 3, 3, 3, 3, 3, 3);
    private static final Genome SMALL = Genome.of(0, 0, 0, 0, 0, 0, 0);
    private static final SearchLedger TWO =
            EMPTY.apply(new SearchEvent.GenerationProposed(0, 0, List.of(FULL, SMALL), T0));

    private static SearchLedger after(SearchLedger ledger, Decision decision) {
        return decision.events().stream().reduce(ledger, SearchLedger::apply, (a, b) -> b);
    }

    private static JobResult failed() {
        return new JobResult.Evaluated(new EvaluationOutcome.Failed("broke"));
    }

    private static JobResult measured(SearchLedger ledger, JobId job) {
        Phase phase = job.kind() == JobId.Kind.REPORT ? Phase.REPORT : Phase.SEARCH;
        Candidate candidate = ledger.candidates().get(job.candidate());
        try (FakeEvaluator evaluator = new FakeEvaluator(Fixtures.SPACE, 0)) {
            return new JobResult.Evaluated(evaluator.evaluate(ledger.spec(), ledger.architecture(candidate), phase));
        }
    }

    private static SearchLedger end(SearchLedger ledger, JobId job, JobResult result, String worker) {
        return after(ledger, SearchDecisions.jobEnded(ledger, job, result, worker, null, T0));
    }

    private static SearchLedger offer(SearchLedger ledger, String worker) {
        return after(ledger, SearchDecisions.slotOffered(ledger, worker, T0));
    }

    @Test
    void theFirstSlotGetsTheFullNetwork() {
        Decision decision = SearchDecisions.slotOffered(TWO, "w", T0);
        assertThat(decision.events()).containsExactly(new SearchEvent.EvaluationStarted(0, Phase.SEARCH, "w", T0));
        assertThat(decision.actions()).singleElement().isInstanceOfSatisfying(Action.Run.class, run -> {
            assertThat(run.job().id()).isEqualTo(new JobId("s", JobId.Kind.SEARCH, 0));
            assertThat(run.job().architecture().depth()).isEqualTo(6);
        });
    }

    @Test
    void thereIsNoWorkWhilePausedOrOver() {
        for (SearchEvent event : List.of(new SearchEvent.SearchPaused(T0), new SearchEvent.SearchCancelled(T0))) {
            Decision decision = SearchDecisions.slotOffered(TWO.apply(event), "w", T0);
            assertThat(decision).isEqualTo(Decision.action(new Action.Decline("w")));
        }
    }

    @Test
    void theFirstSuccessCountsAndTheSecondIsOnlyAcknowledged() {
        JobId job = TWO.job(0);
        SearchLedger once = end(offer(TWO, "w"), job, measured(TWO, job), "w");
        assertThat(once.done()).isEqualTo(1);
        Decision again = SearchDecisions.jobEnded(once, job, measured(TWO, job), "w", null, T0);
        assertThat(again).isEqualTo(Decision.action(new Action.Acknowledge(job, "w", null)));
    }

    @Test
    void aSuccessOfALostWorkerStillCountsButItsFailureDoesNot() {
        JobId job = TWO.job(0);
        SearchLedger elsewhere = offer(after(offer(TWO, "w1"), lost(offer(TWO, "w1"), 0, "w1", true)), "w2");
        assertThat(SearchDecisions.jobEnded(elsewhere, job, failed(), "w1", null, T0)
                        .events())
                .isEmpty();
        assertThat(end(elsewhere, job, measured(TWO, job), "w1").done()).isEqualTo(1);
    }

    private static Decision lost(SearchLedger ledger, int candidate, String worker, boolean died) {
        return SearchDecisions.jobLost(ledger, ledger.job(candidate), worker, died, T0);
    }

    @Test
    void threeFailuresAreFinal() {
        SearchLedger ledger = TWO;
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(ledger.work().pending()).contains(0);
            ledger = end(offer(ledger, "w"), ledger.job(0), failed(), "w");
        }
        assertThat(ledger.failed()).isEqualTo(1);
        assertThat(ledger.work().pending()).containsExactly(1);
        assertThat(ledger.candidates().get(0).reason()).isEqualTo("broke");
    }

    @Test
    void infeasibleAndNotFiniteAreFinalAtOnce() {
        JobResult infeasible = new JobResult.Evaluated(new EvaluationOutcome.Infeasible("too large"));
        Measurement nan = new Measurement(
                Map.of("t.nats_per_token", Double.NaN, "parameters", 1.0), Examples.MEASUREMENT.provenance());
        JobResult notFinite = new JobResult.Evaluated(new EvaluationOutcome.Succeeded(nan));
        SearchLedger ledger = end(offer(TWO, "w"), TWO.job(0), infeasible, "w");
        ledger = end(offer(ledger, "w"), TWO.job(1), notFinite, "w");
        assertThat(ledger.failed()).isEqualTo(2);
        assertThat(ledger.candidates().get(1).reason()).contains("t.nats_per_token is NaN");
        assertThat(ledger.told(0)).allMatch(evaluated -> evaluated.failed());
    }

    @Test
    void lostWorkersCountOnlyWhenTheyDie() {
        SearchLedger ledger = TWO;
        for (int restart = 0; restart < 10; restart++) {
            ledger = offer(ledger, "w");
            ledger = after(ledger, lost(ledger, 0, "w", false));
        }
        for (int death = 0; death < 3; death++) {
            ledger = offer(ledger, "w");
            ledger = after(ledger, lost(ledger, 0, "w", true));
            assertThat(ledger.work().pending()).contains(0);
        }
        ledger = offer(ledger, "w");
        ledger = after(ledger, lost(ledger, 0, "w", true));
        assertThat(ledger.candidates().get(0).outcome()).isEqualTo(Candidate.Outcome.FAILED);
        assertThat(ledger.candidates().get(0).reason()).startsWith("4 workers were lost");
        assertThat(ledger.candidates().get(0).attempts()).isZero();
    }

    @Test
    void aJobFoundOnAWorkerStaysThere() {
        Decision found = SearchDecisions.jobObserved(TWO, TWO.job(1), "w7", T0);
        assertThat(found.events()).containsExactly(new SearchEvent.EvaluationStarted(1, Phase.SEARCH, "w7", T0));
        SearchLedger after = after(TWO, found);
        assertThat(SearchDecisions.jobObserved(after, TWO.job(1), "w7", T0)).isEqualTo(Decision.NOTHING);
        assertThat(SearchDecisions.jobObserved(after, new JobId("s", JobId.Kind.SEARCH, 99), "w", T0))
                .isEqualTo(Decision.NOTHING);
    }

    @Test
    void aPlanForAnotherGenerationIsIgnoredAndAnEmptyOneEndsTheSearch() {
        assertThat(SearchDecisions.planned(TWO, 0, List.of(SMALL), T0)).isEqualTo(Decision.NOTHING);
        SearchLedger both = end(offer(TWO, "w"), TWO.job(0), measured(TWO, TWO.job(0)), "w");
        both = end(offer(both, "w"), TWO.job(1), measured(TWO, TWO.job(1)), "w");
        assertThat(both.needsGeneration()).isTrue();
        Decision none = SearchDecisions.planned(both, 1, List.of(), T0);
        assertThat(none.events())
                .containsExactly(new SearchEvent.SpaceExhausted(T0), new SearchEvent.ReportStarted(List.of(0, 1), T0));
    }

    @Test
    void reportsFollowTheSearchAndTheEndFollowsThem() {
        SearchLedger ledger = finished(EMPTY);
        assertThat(ledger.course().state()).isEqualTo(SearchState.FINISHED);
        assertThat(ledger.candidates()).hasSize(30);
        assertThat(SearchViews.front(ledger))
                .allSatisfy(member -> assertThat(member.metrics()).containsKey("report.t.nats_per_token"));
        assertThat(Followups.all(ledger, T0)).contains(new Action.SaveResults());
        SearchLedger written = after(ledger, SearchDecisions.resultsSaved(ledger, T0));
        assertThat(Followups.between(ledger, written, T0)).singleElement().isInstanceOf(Action.ReportEnd.class);
        assertThatThrownBy(() -> SearchDecisions.cancel(ledger, T0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("finished");
    }

    /** A whole search by the real strategy, folded. */
    private static SearchLedger finished(SearchLedger begun) {
        SearchLedger ledger = begun;
        Strategy strategy = ledger.brain().strategy();
        while (!ledger.course().stage().isFinal()) {
            if (ledger.needsGeneration()) {
                if (ledger.generations() > 0) {
                    strategy.tell(ledger.told(ledger.generations() - 1));
                }
                List<Genome> genomes = strategy.ask(ledger.askable());
                ledger = after(ledger, SearchDecisions.planned(ledger, ledger.generations(), genomes, T0));
            }
            JobId job = ledger.job(ledger.work().next().orElseThrow());
            ledger = end(offer(ledger, "w"), job, measured(ledger, job), "w");
        }
        return ledger;
    }

    @Test
    void aSnapshotSaysTheSameAsTheEvents() {
        List<SearchLedger> ledgers = new ArrayList<>(List.of(EMPTY, TWO, offer(TWO, "w"), finished(EMPTY)));
        SearchLedger waiting = SearchLedger.begin(Examples.PREPARING, ProblemBrain::new);
        SearchLedger prepared =
                waiting.apply(new SearchEvent.ModelPrepared("w", FakeEvaluator.PREPARATION, Examples.PREPARED, T0));
        ledgers.addAll(List.of(waiting, offer(waiting, "w"), prepared, finished(prepared)));
        ledgers.add(offer(TWO, "w").apply(new SearchEvent.SearchPaused(T0.plusSeconds(5))));
        for (SearchLedger ledger : ledgers) {
            SearchLedger restored = SearchSnapshots.ledger(SearchSnapshots.of(ledger), ProblemBrain::new);
            assertThat(SearchSnapshots.of(restored)).isEqualTo(SearchSnapshots.of(ledger));
            assertThat(SearchViews.status(restored, T0)).isEqualTo(SearchViews.status(ledger, T0));
            assertThat(SearchViews.candidates(restored)).isEqualTo(SearchViews.candidates(ledger));
        }
    }

    @Test
    void timeIsCountedWhileActiveOnly() {
        SearchLedger ledger = TWO.apply(new SearchEvent.SearchPaused(T0.plusSeconds(10)))
                .apply(new SearchEvent.SearchResumed(T0.plusSeconds(100)))
                .apply(new SearchEvent.EvaluationStarted(0, Phase.SEARCH, "w", T0.plusSeconds(103)))
                .apply(new SearchEvent.SearchRecovered(T0.plusSeconds(1000)));
        assertThat(SearchViews.status(ledger, T0.plusSeconds(1001)).elapsedMillis())
                .isEqualTo(14_000);
    }

    @Test
    void pausesAreIdempotentAndResumingDoesWhatWasHeldBack() {
        SearchLedger paused = after(TWO, SearchDecisions.pause(TWO, T0));
        assertThat(paused.course().state()).isEqualTo(SearchState.PAUSED);
        assertThat(SearchDecisions.pause(paused, T0)).isEqualTo(Decision.NOTHING);
        SearchLedger resumed = after(paused, SearchDecisions.resume(paused, T0));
        assertThat(Followups.between(paused, resumed, T0)).containsExactly(new Action.Demand(2, null));
    }

    @Test
    void aFullNetworkOutsideOfTheSpaceIsCandidateZeroAllTheSame() {
        SearchLedger ledger = EMPTY.apply(new SearchEvent.GenerationProposed(0, 1, List.of(SMALL), T0));
        assertThat(ledger.candidates()).hasSize(2);
        assertThat(ledger.candidates().get(0).genome()).isNull();
        assertThat(ledger.architecture(ledger.candidates().get(0)).depth()).isEqualTo(6);
        assertThat(ledger.told(0)).hasSize(1);
        SearchLedger measured = end(offer(ledger, "w"), ledger.job(0), measured(ledger, ledger.job(0)), "w");
        assertThat(SearchViews.status(measured, T0).hypervolume()).isEqualTo(1.0);
    }

    @Test
    void thereIsNoHypervolumeBeforeACandidateHoldsTheConstraints() {
        SearchSpec spec = Examples.CREATED.spec();
        SearchSpec bounded = new SearchSpec(
                spec.name(),
                spec.model(),
                spec.dtype(),
                spec.tasks(),
                spec.space(),
                spec.objectives(),
                List.of(new Constraint("t.nats_per_token", null, 1.0)),
                spec.strategy(),
                spec.evaluations(),
                spec.seed());
        SearchLedger ledger = SearchLedger.begin(
                        new SearchEvent.SearchCreated("s", bounded, Examples.CREATED.inspection(), T0),
                        ProblemBrain::new)
                .apply(new SearchEvent.GenerationProposed(0, 0, List.of(FULL, SMALL), T0));
        SearchLedger measured = end(offer(ledger, "w"), ledger.job(0), measured(ledger, ledger.job(0)), "w");
        assertThat(measured.done()).isEqualTo(1);
        assertThat(SearchViews.status(measured, T0).hypervolume()).isNaN();
    }

    @Test
    void aHundredThousandCandidatesAreCheap() {
        List<Genome> genomes = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            genomes.add(SMALL);
        }
        SearchLedger ledger = EMPTY.apply(new SearchEvent.GenerationProposed(0, 0, genomes, T0));
        for (int i = 0; i < 100_000; i++) {
            ledger = ledger.apply(new SearchEvent.EvaluationStarted(i, Phase.SEARCH, "w", T0))
                    .apply(new SearchEvent.EvaluationFailed(i, Phase.SEARCH, "w", "x", 3, true, T0));
        }
        assertThat(ledger.failed()).isEqualTo(100_000);
        assertThat(ledger.work().isDone()).isTrue();
    }
}
