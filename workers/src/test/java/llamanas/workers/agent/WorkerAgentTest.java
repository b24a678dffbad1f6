package llamanas.workers.agent;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.Receptionist;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.PreparationStatus;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.FfnDimension;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.SearchSpace;
import llamanas.protocol.wire.DispatcherMessage;
import llamanas.protocol.wire.DispatcherMessage.JobFinished;
import llamanas.protocol.wire.DispatcherMessage.JobProgress;
import llamanas.protocol.wire.DispatcherMessage.WorkerReady;
import llamanas.protocol.wire.Job;
import llamanas.protocol.wire.JobId;
import llamanas.protocol.wire.JobResult;
import llamanas.protocol.wire.WorkerMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkerAgentTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final SearchSpec SPEC = new SearchSpec(
            "n",
            "m",
            "float32",
            List.of(),
            new SpaceSpec(List.of(1), SpaceSpec.TAIL, LayerSelection.NONE, LayerSelection.NONE, List.of()),
            List.of(),
            List.of(),
            new StrategySpec(StrategySpec.RANDOM, 1, 0, 0, 0),
            1,
            0);

    private static final Preparation PREPARATION = new Preparation(
            "m-prepared", "p", "m", List.of(), List.of(), new Provenance("w", "cpu", "float32", 1, "v", "p", "d", 1));
    private static final Inspection INSPECTION = new Inspection(
            new SearchSpace(
                    new ModelShape(2, 16, 64, 2, 2, 8, 100, 64, false, false, false),
                    List.of(new FfnDimension(List.of(0, 1), List.of(16, 64)))),
            "p",
            "d",
            Map.of());

    /** Does whatever a test wants, and counts. */
    private static final class ScriptedEvaluator implements Evaluator {
        private final AtomicInteger calls = new AtomicInteger();
        private volatile Supplier<EvaluationOutcome> script = () -> new EvaluationOutcome.Infeasible("scripted");

        @Override
        public Preparation prepare(SearchSpec spec, Consumer<PrepareProgress> progress) {
            progress.accept(new PrepareProgress("training", 3, 10, 2.5));
            Objects.requireNonNull(script.get());
            return PREPARATION;
        }

        @Override
        public Inspection inspect(SearchSpec spec) {
            if (!spec.model().equals(PREPARATION.model())) {
                throw new InvalidInputException("no such model");
            }
            return INSPECTION;
        }

        @Override
        public EvaluationOutcome evaluate(SearchSpec spec, Architecture architecture, Phase phase) {
            calls.incrementAndGet();
            return script.get();
        }

        @Override
        public void close() {}
    }

    private final ActorTestKit kit = ActorTestKit.create();
    private final ScriptedEvaluator evaluator = new ScriptedEvaluator();
    private final WorkerBench bench = new WorkerBench(evaluator, 2);
    private final TestProbe<DispatcherMessage> dispatcher = kit.createTestProbe();
    private ActorRef<WorkerMessage> worker;

    @BeforeEach
    void join() {
        announce(dispatcher);
        kit.spawn(WorkerAgent.create("w", "cpu", bench), "first");
        worker = next(dispatcher, WorkerReady.class).worker();
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
        bench.close();
    }

    private void announce(TestProbe<DispatcherMessage> probe) {
        kit.system().receptionist().tell(Receptionist.register(DispatcherMessage.SERVICE_KEY, probe.getRef()));
    }

    private static <T extends DispatcherMessage> T next(TestProbe<DispatcherMessage> probe, Class<T> type) {
        List<DispatcherMessage> found = probe.fishForMessage(
                PATIENCE,
                message -> type.isInstance(message) ? FishingOutcomes.complete() : FishingOutcomes.continueAndIgnore());
        return type.cast(found.get(0));
    }

    private static Job job(JobId.Kind kind, int candidate) {
        Architecture none = new Architecture(List.of());
        return new Job(
                new JobId("s", kind, candidate),
                SPEC,
                kind == JobId.Kind.INSPECT || kind == JobId.Kind.PREPARE ? null : none);
    }

    private JobResult resultOf(Supplier<EvaluationOutcome> script) {
        evaluator.script = script;
        worker.tell(new WorkerMessage.RunJob(job(JobId.Kind.SEARCH, 1)));
        return next(dispatcher, JobFinished.class).result();
    }

    @Test
    void aResultIsSentAgainUntilItIsRecordedAndAJobRunsOnce() {
        Job job = job(JobId.Kind.SEARCH, 7);
        Measurement measurement =
                new Measurement(Map.of("x", 1.0), new Provenance("w", "cpu", "float32", 1, "v", "m", "d", 1));
        evaluator.script = () -> new EvaluationOutcome.Succeeded(measurement);
        worker.tell(new WorkerMessage.RunJob(job));
        worker.tell(new WorkerMessage.RunJob(job));
        JobFinished first = next(dispatcher, JobFinished.class);
        assertThat(first.result()).isEqualTo(new JobResult.Evaluated(new EvaluationOutcome.Succeeded(measurement)));
        worker.tell(new WorkerMessage.RunJob(job));
        assertThat(next(dispatcher, WorkerReady.class).running()).containsExactly(job.id());
        assertThat(next(dispatcher, JobFinished.class)).isEqualTo(first);
        worker.tell(new WorkerMessage.ResultRecorded(job.id()));
        assertThat(next(dispatcher, WorkerReady.class).running()).isEmpty();
        assertThat(evaluator.calls).hasValue(1);
    }

    @Test
    void whateverIsThrownIsAResult() {
        assertThat(resultOf(() -> {
                    throw new IllegalStateException("broken");
                }))
                .isEqualTo(new JobResult.Evaluated(
                        new EvaluationOutcome.Failed("java.lang.IllegalStateException: broken")));
    }

    @Test
    void anErrorIsAResult() {
        assertThat(resultOf(() -> {
                    throw new OutOfMemoryError("scripted");
                }))
                .isEqualTo(
                        new JobResult.Evaluated(new EvaluationOutcome.Failed("java.lang.OutOfMemoryError: scripted")));
    }

    @Test
    void unusableInputMakesACandidateInfeasibleAndAnInspectionRefused() {
        assertThat(resultOf(() -> {
                    throw new InvalidInputException("too wide");
                }))
                .isEqualTo(new JobResult.Evaluated(new EvaluationOutcome.Infeasible("too wide")));
        worker.tell(new WorkerMessage.ResultRecorded(job(JobId.Kind.SEARCH, 1).id()));
        worker.tell(new WorkerMessage.RunJob(job(JobId.Kind.INSPECT, 0)));
        JobResult refused = next(dispatcher, JobFinished.class).result();
        assertThat(refused).isEqualTo(new JobResult.Refused("no such model"));
    }

    private JobResult resultOfPreparing(Supplier<EvaluationOutcome> script) {
        evaluator.script = script;
        worker.tell(new WorkerMessage.RunJob(job(JobId.Kind.PREPARE, 0)));
        return next(dispatcher, JobFinished.class).result();
    }

    @Test
    void aPreparationEndsWithALookAtThePreparedModel() {
        assertThat(resultOfPreparing(evaluator.script)).isEqualTo(new JobResult.Prepared(PREPARATION, INSPECTION));
    }

    @Test
    void unusableInputRefusesAPreparation() {
        assertThat(resultOfPreparing(() -> {
                    throw new InvalidInputException("the loss is NaN");
                }))
                .isEqualTo(new JobResult.Refused("the loss is NaN"));
    }

    @Test
    void aPreparationThatBreaksMayBeTriedAgain() {
        assertThat(resultOfPreparing(() -> {
                    throw new IllegalStateException("broken");
                }))
                .isEqualTo(new JobResult.Evaluated(
                        new EvaluationOutcome.Failed("java.lang.IllegalStateException: broken")));
    }

    @Test
    void aRunningPreparationSaysHowFarItIsUntilItEnds() {
        CountDownLatch go = new CountDownLatch(1);
        evaluator.script = () -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return new EvaluationOutcome.Infeasible("unused");
        };
        Job job = job(JobId.Kind.PREPARE, 0);
        worker.tell(new WorkerMessage.RunJob(job));
        PreparationStatus status = next(dispatcher, JobProgress.class).status();
        assertThat(status.stage()).isEqualTo("training");
        assertThat(status.percent()).isEqualTo(30);
        assertThat(status.worker()).isEqualTo("w");
        go.countDown();
        next(dispatcher, JobFinished.class);
        assertThat(bench.progress("w")).isEmpty();
    }

    @Test
    void aNewDispatcherIsFoundAndToldWhatRuns() {
        CountDownLatch go = new CountDownLatch(1);
        evaluator.script = () -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                return new EvaluationOutcome.Failed("interrupted");
            }
            return new EvaluationOutcome.Infeasible("done");
        };
        Job job = job(JobId.Kind.REPORT, 3);
        worker.tell(new WorkerMessage.RunJob(job));
        dispatcher.stop();
        TestProbe<DispatcherMessage> second = kit.createTestProbe();
        announce(second);
        assertThat(next(second, WorkerReady.class).running()).containsExactly(job.id());
        go.countDown();
        assertThat(next(second, JobFinished.class).job()).isEqualTo(job.id());
    }

    @Test
    void aNewAgentTakesOverWhatIsOnTheBench() {
        evaluator.script = () -> new EvaluationOutcome.Infeasible("kept");
        Job job = job(JobId.Kind.SEARCH, 4);
        worker.tell(new WorkerMessage.RunJob(job));
        next(dispatcher, JobFinished.class);
        kit.spawn(WorkerAgent.create("w2", "cpu", bench), "second");
        List<DispatcherMessage> found = dispatcher.fishForMessage(
                PATIENCE,
                message -> message instanceof JobFinished finished
                                && finished.name().equals("w2")
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
        assertThat(((JobFinished) found.get(0)).job()).isEqualTo(job.id());
        assertThat(evaluator.calls).hasValue(1);
    }
}
