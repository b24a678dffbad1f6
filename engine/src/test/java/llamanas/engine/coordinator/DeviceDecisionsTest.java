package llamanas.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import llamanas.engine.app.FakeEvaluator;
import llamanas.engine.app.Fixtures;
import llamanas.engine.coordinator.event.Examples;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.search.DeviceTimings;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.wire.Job;
import llamanas.protocol.wire.JobId;
import llamanas.protocol.wire.JobResult;
import org.junit.jupiter.api.Test;

/** From a device that nobody knows to candidates whose latency is computed, without an actor. */
class DeviceDecisionsTest {
    private static final Instant T0 = Examples.AT;
    private static final JobId DEVICE = new JobId("s", JobId.Kind.DEVICE, 0);
    private static final JobId PREPARE = new JobId("s", JobId.Kind.PREPARE, 0);
    private static final SearchLedger WAITING = SearchLedger.begin(Examples.DEPLOYED, ProblemBrain::new);

    private static SearchLedger after(SearchLedger ledger, Decision decision) {
        return decision.events().stream().reduce(ledger, SearchLedger::apply, (a, b) -> b);
    }

    private static SearchLedger offer(SearchLedger ledger) {
        return after(ledger, SearchDecisions.slotOffered(ledger, "w", T0));
    }

    private static Decision timed(SearchLedger ledger) {
        DeploymentSpec deployment = ledger.spec().deployment();
        DeviceTimings timings = FakeEvaluator.timings(Fixtures.SPACE, deployment);
        return SearchDecisions.jobEnded(ledger, DEVICE, new JobResult.DeviceTimed(timings), "w", null, T0);
    }

    private static SearchLedger begin(SearchSpec spec) {
        return SearchLedger.begin(
                new SearchEvent.SearchCreated("s", spec, Examples.CREATED.inspection(), T0), ProblemBrain::new);
    }

    @Test
    void theDeviceIsMeasuredBeforeTheFirstGeneration() {
        assertThat(SearchViews.status(WAITING, T0).state()).isEqualTo(SearchState.PREPARING);
        assertThat(SearchViews.status(WAITING, T0).message()).contains("measures the device");
        Decision given = SearchDecisions.slotOffered(WAITING, "w", T0);
        assertThat(given.actions()).containsExactly(new Action.Run(new Job(DEVICE, WAITING.spec(), null), "w"));
        SearchLedger running = after(WAITING, given);
        SearchLedger ledger = after(running, timed(running));
        assertThat(ledger.course().stage()).isEqualTo(SearchState.RUNNING);
        assertThat(Followups.between(running, ledger, T0)).containsExactly(new Action.Plan());
        Map<String, Double> metrics = ledger.brain().metrics(Architecture.full(Fixtures.SPACE.shape()), Map.of());
        assertThat(metrics.get("decode_ms")).isCloseTo(0.25 + 6 * (0.5 + 0.64), within(1e-3));
    }

    @Test
    void whatIsMeasuredOfACandidateIsCompletedByItsLatency() {
        SearchLedger ledger = after(offer(WAITING), timed(offer(WAITING)));
        ledger = after(
                ledger,
                Decision.event(new SearchEvent.GenerationProposed(
                        0, 0, ledger.brain().strategy().ask(4), T0)));
        ledger = offer(ledger);
        Measurement plain = new Measurement(Map.of("t.nats_per_token", 2.5), Examples.MEASUREMENT.provenance());
        Decision measured = SearchDecisions.jobEnded(
                ledger,
                new JobId("s", JobId.Kind.SEARCH, 0),
                new JobResult.Evaluated(new EvaluationOutcome.Succeeded(plain)),
                "w",
                null,
                T0);
        assertThat(measured.events().get(0))
                .isInstanceOfSatisfying(SearchEvent.EvaluationSucceeded.class, event -> assertThat(
                                event.measurement().metrics())
                        .containsKeys("decode_ms", "prefill_ms", "kv_bytes", "memory_bytes"));
        SearchLedger after = after(ledger, measured);
        assertThat(after.candidates().get(0).outcome()).isEqualTo(Candidate.Outcome.SUCCEEDED);
        assertThat(ArchiveDecisions.entries(after, 0, false)
                        .get(0)
                        .measurement()
                        .metrics())
                .as("latencies are true of this deployment alone")
                .containsKey("t.nats_per_token")
                .doesNotContainKeys("decode_ms", "memory_bytes");
    }

    @Test
    void aBoundThatCannotHoldEndsTheSearchBeforeThePreparation() {
        SearchSpec spec = Fixtures.preparing(Fixtures.spec("name", 30));
        SearchLedger ledger = begin(Fixtures.deployed(spec, new Constraint("decode_ms", null, 0.5)));
        ledger = offer(ledger);
        Decision refused = timed(ledger);
        assertThat(refused.events().get(1))
                .isInstanceOfSatisfying(SearchEvent.SearchFailed.class, failed -> assertThat(failed.reason())
                        .contains(
                                "measuring the device ended the search: constraint 'decode_ms <= 0.5' can't hold",
                                "nearest value that it reaches is"));
        assertThat(after(ledger, refused).course().stage()).isEqualTo(SearchState.FAILED);
    }

    @Test
    void thePreparationFollowsAndKeepsTheProfile() {
        SearchLedger ledger = begin(Fixtures.deployed(Fixtures.preparing(Fixtures.spec("name", 30))));
        ledger = offer(ledger);
        ledger = after(ledger, timed(ledger));
        assertThat(ledger.course().stage()).isEqualTo(SearchState.PREPARING);
        assertThat(SearchDecisions.slotOffered(ledger, "w", T0).actions())
                .containsExactly(new Action.Run(new Job(PREPARE, ledger.spec(), null), "w"));
        ledger = offer(ledger);
        JobResult prepared = new JobResult.Prepared(FakeEvaluator.PREPARATION, Examples.PREPARED);
        ledger = after(ledger, SearchDecisions.jobEnded(ledger, PREPARE, prepared, "w", null, T0));
        assertThat(ledger.course().stage()).isEqualTo(SearchState.RUNNING);
        Architecture full = Architecture.full(Fixtures.SPACE.shape());
        assertThat(ledger.brain().metrics(full, Map.of())).containsKey("decode_ms");
        SearchLedger restored = SearchSnapshots.ledger(SearchSnapshots.of(ledger), ProblemBrain::new);
        assertThat(restored.groundwork()).isEqualTo(ledger.groundwork());
        assertThat(restored.brain().metrics(full, Map.of()))
                .isEqualTo(ledger.brain().metrics(full, Map.of()));
        assertThat(restored.brain().strategy().ask(10))
                .isEqualTo(ledger.brain().strategy().ask(10));
    }

    @Test
    void whatIsMeasuredNeedsNoProfile() {
        SearchSpec spec = Fixtures.deployed(Fixtures.spec("name", 30));
        assertThat(Groundwork.wanted(spec)).isEqualTo(List.of(JobId.Kind.DEVICE));
        assertThat(Groundwork.wanted(Fixtures.spec("name", 30))).isEmpty();
    }
}
