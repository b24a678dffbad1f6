package llamanas.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import llamanas.engine.app.FakeEvaluator;
import llamanas.engine.app.Fixtures;
import llamanas.engine.coordinator.event.Examples;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Gates;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.wire.Job;
import llamanas.protocol.wire.JobId;
import llamanas.protocol.wire.JobResult;
import org.junit.jupiter.api.Test;

/** From a model without gates to the first generation, without an actor. */
class GateDecisionsTest {
    private static final Instant T0 = Examples.AT;
    private static final JobId PREPARE = new JobId("s", JobId.Kind.PREPARE, 0);
    private static final JobId GATES = new JobId("s", JobId.Kind.GATES, 0);
    private static final JobResult PREPARED = new JobResult.Prepared(FakeEvaluator.PREPARATION, Examples.PREPARED);
    private static final JobResult BROKEN = new JobResult.Evaluated(new EvaluationOutcome.Failed("disk full"));
    private static final SearchLedger WAITING = SearchLedger.begin(Examples.GATED, ProblemBrain::new);

    private static SearchLedger after(SearchLedger ledger, Decision decision) {
        return decision.events().stream().reduce(ledger, SearchLedger::apply, (a, b) -> b);
    }

    private static SearchLedger offer(SearchLedger ledger, String worker) {
        return after(ledger, SearchDecisions.slotOffered(ledger, worker, T0));
    }

    private static Decision ended(SearchLedger ledger, JobId job, JobResult result, String worker) {
        return SearchDecisions.jobEnded(ledger, job, result, worker, null, T0);
    }

    private static JobResult trained(SearchLedger ledger) {
        return new JobResult.GatesTrained(FakeEvaluator.gates(ledger.space()));
    }

    @Test
    void gatesComeBeforeTheFirstGeneration() {
        assertThat(SearchViews.status(WAITING, T0).state()).isEqualTo(SearchState.PREPARING);
        assertThat(SearchViews.status(WAITING, T0).message()).contains("trains the gates");
        assertThat(Followups.all(WAITING, T0)).containsExactly(new Action.Demand(1, null));
        Decision given = SearchDecisions.slotOffered(WAITING, "w", T0);
        assertThat(given.actions()).containsExactly(new Action.Run(new Job(GATES, Examples.GATED.spec(), null), "w"));
        SearchLedger running = after(WAITING, given);
        Decision done = ended(running, GATES, trained(running), "w");
        Gates gates = FakeEvaluator.gates(Fixtures.SPACE);
        assertThat(done.events()).containsExactly(new SearchEvent.GatesTrained("w", gates, T0));
        SearchLedger ledger = after(running, done);
        assertThat(ledger.course().stage()).isEqualTo(SearchState.RUNNING);
        assertThat(Followups.between(running, ledger, T0)).containsExactly(new Action.Plan());
        assertThat(ledger.brain().strategy().ask(10)).hasSize(10);
        assertThat(ended(ledger, GATES, trained(ledger), "w"))
                .as("a result that comes twice")
                .isEqualTo(Decision.action(new Action.Acknowledge(GATES, "w", null)));
    }

    @Test
    void theyAreTrainedOnThePreparedModel() {
        SearchSpec spec = Fixtures.gradient(Examples.PREPARING.spec());
        SearchLedger ledger = SearchLedger.begin(
                new SearchEvent.SearchCreated("s", spec, Examples.PREPARING.inspection(), T0), ProblemBrain::new);
        ledger = after(offer(ledger, "w"), ended(offer(ledger, "w"), PREPARE, PREPARED, "w"));
        assertThat(ledger.course().stage()).isEqualTo(SearchState.PREPARING);
        assertThat(ledger.needsGeneration()).isFalse();
        assertThat(ledger.running()).isEmpty();
        assertThat(SearchDecisions.slotOffered(ledger, "w2", T0).actions())
                .containsExactly(new Action.Run(new Job(GATES, spec.on(FakeEvaluator.PREPARED), null), "w2"));
        SearchLedger given = offer(ledger, "w2");
        assertThat(ended(given, PREPARE, PREPARED, "w").events())
                .as("the preparation is settled")
                .isEmpty();
        assertThat(given.running()).isEqualTo(Map.of(GATES, "w2"));
        SearchLedger done = after(given, ended(given, GATES, trained(given), "w2"));
        assertThat(done.course().stage()).isEqualTo(SearchState.RUNNING);
        assertThat(done.searched().model()).isEqualTo(FakeEvaluator.PREPARED);
        SearchLedger restored = SearchSnapshots.ledger(SearchSnapshots.of(done), ProblemBrain::new);
        assertThat(restored.brain().strategy().ask(10))
                .isEqualTo(done.brain().strategy().ask(10));
        assertThat(restored.groundwork()).isEqualTo(done.groundwork());
    }

    @Test
    void failuresOfThePreparationDoNotCountAgainstTheGates() {
        SearchSpec spec = Fixtures.gradient(Examples.PREPARING.spec());
        SearchLedger ledger = SearchLedger.begin(
                new SearchEvent.SearchCreated("s", spec, Examples.PREPARING.inspection(), T0), ProblemBrain::new);
        ledger = offer(ledger, "w");
        ledger = offer(after(ledger, ended(ledger, PREPARE, BROKEN, "w")), "w");
        ledger = offer(after(ledger, ended(ledger, PREPARE, PREPARED, "w")), "w");
        assertThat(ended(ledger, GATES, BROKEN, "w").events())
                .containsExactly(new SearchEvent.PreparationFailed("w", "disk full", 1, false, T0));
    }

    @Test
    void threeFailuresAreFinalAndALostWorkerIsNot() {
        SearchLedger ledger = offer(WAITING, "w");
        ledger = after(ledger, SearchDecisions.jobLost(ledger, GATES, "w", true, T0));
        assertThat(SearchViews.status(ledger, T0).message()).contains("was lost while it trained the gates");
        assertThat(Followups.all(ledger, T0)).containsExactly(new Action.Demand(1, null));
        for (int attempt = 1; attempt <= 3; attempt++) {
            ledger = offer(ledger, "w");
            ledger = after(ledger, ended(ledger, GATES, BROKEN, "w"));
        }
        assertThat(SearchViews.status(ledger, T0).state()).isEqualTo(SearchState.FAILED);
        assertThat(SearchViews.status(ledger, T0).message()).isEqualTo("the gates could not be trained: disk full");
    }

    @Test
    void gatesOfAnotherSpaceAreRefused() {
        Gates other = new Gates(
                List.of(Fixtures.SPACE.genes().get(0)),
                FakeEvaluator.gates(Fixtures.SPACE).points(),
                FakeEvaluator.PREPARATION.provenance());
        Decision refused = ended(offer(WAITING, "w"), GATES, new JobResult.GatesTrained(other), "w");
        assertThat(refused.events()).hasSize(2);
        assertThat(refused.events().get(1))
                .isInstanceOfSatisfying(SearchEvent.SearchFailed.class, failed -> assertThat(failed.reason())
                        .contains("the gates could not be trained", "these gates are for other genes"));
    }
}
