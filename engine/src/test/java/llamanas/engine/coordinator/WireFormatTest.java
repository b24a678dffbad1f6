package llamanas.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import com.typesafe.config.ConfigFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import llamanas.engine.app.FakeEvaluator;
import llamanas.engine.app.Fixtures;
import llamanas.engine.coordinator.event.Examples;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.PreparationStatus;
import llamanas.protocol.search.Share;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.wire.DispatcherMessage;
import llamanas.protocol.wire.Job;
import llamanas.protocol.wire.JobId;
import llamanas.protocol.wire.JobResult;
import llamanas.protocol.wire.WireMessage;
import llamanas.protocol.wire.WorkerMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Every message that crosses the network arrives as it was sent. */
class WireFormatTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.parseString("akka.actor.provider = local")
            .withFallback(ConfigFactory.parseResources("llamanas/akka.conf"))
            .withFallback(ConfigFactory.load()));
    private static final JobId ID = new JobId("s", JobId.Kind.PREPARE, 0);
    private static final List<JobResult> RESULTS = List.of(
            new JobResult.Inspected(Examples.PREPARED),
            new JobResult.Prepared(FakeEvaluator.PREPARATION, Examples.PREPARED),
            new JobResult.GatesTrained(FakeEvaluator.gates(Fixtures.SPACE)),
            new JobResult.SingleChangesMeasured(FakeEvaluator.singleChanges(Fixtures.SPACE, 5)),
            new JobResult.DeviceTimed(FakeEvaluator.timings(Fixtures.SPACE, DeploymentSpec.DEFAULT)),
            new JobResult.Refused("the loss is NaN"),
            new JobResult.Evaluated(new EvaluationOutcome.Succeeded(Examples.MEASUREMENT)),
            new JobResult.Evaluated(new EvaluationOutcome.Succeeded(Examples.SHARE)),
            new JobResult.Evaluated(new EvaluationOutcome.Infeasible("too large")),
            new JobResult.Evaluated(new EvaluationOutcome.Failed("it broke")));

    private final TestProbe<WorkerMessage> worker = KIT.createTestProbe();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private Stream<WireMessage> messages() {
        Architecture full = Architecture.full(Fixtures.SPACE.shape());
        Stream<WireMessage> plain = Stream.of(
                new WorkerMessage.RunJob(new Job(ID, Examples.PREPARING.spec(), null)),
                new WorkerMessage.RunJob(new Job(ID, Examples.CREATED.spec(), full)),
                new WorkerMessage.RunJob(new Job(
                        new JobId("s", JobId.Kind.SEARCH, 3, 1), Examples.CREATED.spec(), full, new Share(0.1, 0.3))),
                new WorkerMessage.ResultRecorded(ID),
                new DispatcherMessage.WorkerReady("w", "cpu", 2, List.of(ID), worker.getRef(), null),
                new DispatcherMessage.JobProgress(ID, new PreparationStatus("w", "training", 1, 9, 3.5, 10, 80)),
                new DispatcherMessage.JobProgress(ID, new PreparationStatus("w", "ordering", 0, 0, Double.NaN, 0, -1)));
        return Stream.concat(
                plain,
                RESULTS.stream().map(result -> new DispatcherMessage.JobFinished(ID, result, "w", worker.getRef())));
    }

    @Test
    void everyMessageArrivesAsItWasSent() {
        messages().forEach(message -> KIT.serializationTestKit().verifySerialization(message, true));
    }

    @Test
    void aWorkersNameHasALengthAndAnAlphabet() {
        for (String name : List.of("", "a b", "w\u001b[31m", "w\n", "w".repeat(65))) {
            assertThatThrownBy(
                            () -> new DispatcherMessage.WorkerReady(name, "cpu", 1, List.of(), worker.getRef(), null))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void noneIsForgotten() {
        assertThat(messages().map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(all(WorkerMessage.class, DispatcherMessage.class));
        assertThat(RESULTS.stream().map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(all(JobResult.class));
    }

    private static List<Class<?>> all(Class<?>... sealed) {
        return Arrays.stream(sealed)
                .<Class<?>>flatMap(type -> Arrays.stream(type.getPermittedSubclasses()))
                .toList();
    }
}
