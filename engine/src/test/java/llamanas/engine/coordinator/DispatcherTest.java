package llamanas.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.Receptionist;
import akka.pattern.StatusReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import llamanas.engine.app.Fixtures;
import llamanas.engine.coordinator.event.Examples;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.api.WorkerRow;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.PreparationStatus;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.wire.DispatcherMessage;
import llamanas.protocol.wire.Job;
import llamanas.protocol.wire.JobId;
import llamanas.protocol.wire.JobResult;
import llamanas.protocol.wire.WorkerMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private static final SearchSpec SPEC = Fixtures.spec("s", 3);
    private static final JobResult RESULT =
            new JobResult.Evaluated(new EvaluationOutcome.Succeeded(Examples.MEASUREMENT));

    private final ActorTestKit kit = ActorTestKit.create();
    private final TestProbe<Catalogue.Command> catalogue = kit.createTestProbe();
    private final TestProbe<SearchCommand> search = kit.createTestProbe();
    private final TestProbe<WorkerMessage> worker = kit.createTestProbe();
    private final ActorRef<DispatcherCommand> dispatcher =
            kit.spawn(Dispatcher.create(new Dispatcher.Patience(Duration.ofMillis(300), Duration.ofMillis(300))));

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private void ready(TestProbe<WorkerMessage> from, String name, int slots, JobId... running) {
        dispatcher.tell(new DispatcherCommand.FromWorker(
                new DispatcherMessage.WorkerReady(name, "cpu", slots, Arrays.asList(running), from.getRef(), null)));
    }

    private void attach(String id, TestProbe<SearchCommand> to, int wanted) {
        dispatcher.tell(new DispatcherCommand.Attach(id, to.getRef(), Map.of()));
        dispatcher.tell(new DispatcherCommand.Demand(id, wanted, null));
    }

    private static Job job(String search, int candidate) {
        JobId id = new JobId(search, JobId.Kind.SEARCH, candidate);
        return new Job(id, SPEC, Architecture.full(Fixtures.SPACE.shape()));
    }

    private List<WorkerRow> rows() {
        TestProbe<List<WorkerRow>> probe = kit.createTestProbe();
        dispatcher.tell(new DispatcherCommand.Workers(probe.getRef()));
        return probe.receiveMessage();
    }

    @Test
    void aJobGoesToTheWorkerWhoseSlotWasOfferedAndIsAcknowledgedOnceRecorded() {
        attach("s", search, 1);
        ready(worker, "w", 1);
        search.expectMessage(new SearchCommand.SlotOffered("w"));
        dispatcher.tell(new DispatcherCommand.Run(job("s", 0), "w"));
        dispatcher.tell(new DispatcherCommand.Demand("s", 0, null));
        worker.expectMessage(new WorkerMessage.RunJob(job("s", 0)));
        JobId id = job("s", 0).id();
        dispatcher.tell(
                new DispatcherCommand.FromWorker(new DispatcherMessage.JobFinished(id, RESULT, "w", worker.getRef())));
        search.expectMessage(new SearchCommand.JobEnded(id, RESULT, "w", worker.getRef()));
        worker.expectNoMessage(Duration.ofMillis(50));
        dispatcher.tell(new DispatcherCommand.Recorded(id, "w", worker.getRef()));
        worker.expectMessage(new WorkerMessage.ResultRecorded(id));
    }

    @Test
    void searchesAreServedInTurn() {
        TestProbe<SearchCommand> other = kit.createTestProbe();
        attach("a", search, 100);
        attach("b", other, 2);
        ready(worker, "w", 4);
        List<SearchCommand> offers = List.of(
                search.receiveMessage(), search.receiveMessage(), other.receiveMessage(), other.receiveMessage());
        assertThat(offers).containsOnly(new SearchCommand.SlotOffered("w"));
        search.expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void aReadyFromBeforeTheReceiptTakesNoSlotForEver() {
        attach("s", search, 1);
        ready(worker, "w", 1);
        search.expectMessage(new SearchCommand.SlotOffered("w"));
        dispatcher.tell(new DispatcherCommand.Demand("s", 0, null));
        dispatcher.tell(new DispatcherCommand.Run(job("s", 0), "w"));
        JobId id = job("s", 0).id();
        dispatcher.tell(new DispatcherCommand.Recorded(id, "w", worker.getRef()));
        ready(worker, "w", 1, id);
        search.expectMessage(new SearchCommand.JobObserved(id, "w"));
        dispatcher.tell(new DispatcherCommand.Demand("s", 1, null));
        search.expectNoMessage(Duration.ofMillis(50));
        ready(worker, "w", 1);
        search.expectMessage(new SearchCommand.JobLost(id, "w", false));
        search.expectMessage(new SearchCommand.SlotOffered("w"));
    }

    @Test
    void aJobLostOnTheWayIsSentAgain() {
        attach("s", search, 1);
        ready(worker, "w", 1);
        dispatcher.tell(new DispatcherCommand.Run(job("s", 0), "w"));
        worker.expectMessage(new WorkerMessage.RunJob(job("s", 0)));
        ready(worker, "w", 1);
        worker.expectNoMessage(Duration.ofMillis(50));
        ready(worker, "w", 1);
        worker.expectMessage(new WorkerMessage.RunJob(job("s", 0)));
    }

    @Test
    void aLostWorkersJobsAreReportedLostUnlessAnotherWorkerHasThem() {
        attach("s", search, 0);
        TestProbe<WorkerMessage> dying = kit.createTestProbe();
        JobId kept = job("s", 1).id();
        JobId lost = job("s", 2).id();
        ready(dying, "w1", 2, kept, lost);
        ready(worker, "w2", 2, kept);
        search.expectMessage(new SearchCommand.JobObserved(kept, "w1"));
        search.expectMessage(new SearchCommand.JobObserved(lost, "w1"));
        dying.stop();
        List<SearchCommand> told = new ArrayList<>(List.of(search.receiveMessage(), search.receiveMessage()));
        assertThat(told)
                .containsExactlyInAnyOrder(
                        new SearchCommand.JobObserved(kept, "w2"), new SearchCommand.JobLost(lost, "w1", true));
        assertThat(rows()).extracting(WorkerRow::name).containsExactly("w2");
    }

    @Test
    void aCoordinatorThatComesBackLearnsWhatIsLeftOfItsJobs() {
        JobId here = job("s", 0).id();
        JobId local = job("s", 1).id();
        JobId away = job("s", 2).id();
        ready(worker, "w", 1, here);
        dispatcher.tell(new DispatcherCommand.Attach(
                "s", search.getRef(), Map.of(here, "w", local, "local-1", away, "worker-gone")));
        List<SearchCommand> told = new ArrayList<>(List.of(search.receiveMessage(), search.receiveMessage()));
        assertThat(told)
                .containsExactlyInAnyOrder(
                        new SearchCommand.JobObserved(here, "w"), new SearchCommand.JobLost(local, "local-1", false));
        search.expectMessage(new SearchCommand.JobLost(away, "worker-gone", false));
    }

    @Test
    void theProgressOfAPreparationIsPassedOn() {
        attach("s", search, 0);
        JobId id = new JobId("s", JobId.Kind.PREPARE, 0);
        PreparationStatus status = new PreparationStatus("w", "ordering", 1, 8, Double.NaN, 10, 70);
        dispatcher.tell(new DispatcherCommand.FromWorker(new DispatcherMessage.JobProgress(id, status)));
        search.expectMessage(new SearchCommand.JobProgressed(id, status));
    }

    @Test
    void aPreparationThatAWorkerMayStillHaveIsAwaited() {
        JobId id = new JobId("s", JobId.Kind.PREPARE, 0);
        dispatcher.tell(new DispatcherCommand.Attach("s", search.getRef(), Map.of(id, "worker-1")));
        search.expectNoMessage(Duration.ofMillis(50));
        ready(worker, "worker-1", 1, id);
        search.expectMessage(new SearchCommand.JobObserved(id, "worker-1"));
    }

    @Test
    void aJobForAWorkerThatHasJustGoneIsLost() {
        attach("s", search, 0);
        dispatcher.tell(new DispatcherCommand.Run(job("s", 0), "nobody"));
        search.expectMessage(new SearchCommand.JobLost(job("s", 0).id(), "nobody", false));
    }

    @Test
    void aWorkerWithoutTheInstructionsIsOfferedNothingOfASearch() {
        dispatcher.tell(new DispatcherCommand.Attach("s", search.getRef(), Map.of()));
        dispatcher.tell(new DispatcherCommand.Demand("s", 2, "bfloat16"));
        ready(worker, "old", 8, List.of("float32"));
        search.expectNoMessage(Duration.ofMillis(100));
        TestProbe<WorkerMessage> other = kit.createTestProbe();
        ready(other, "new", 1, List.of("float32", "bfloat16"));
        search.expectMessage(new SearchCommand.SlotOffered("new"));
        search.expectNoMessage(Duration.ofMillis(100));
    }

    private void ready(TestProbe<WorkerMessage> from, String name, int slots, List<String> dtypes) {
        dispatcher.tell(new DispatcherCommand.FromWorker(
                new DispatcherMessage.WorkerReady(name, "cpu", slots, List.of(), from.getRef(), dtypes)));
    }

    @Test
    void aResultThatNobodyAwaitsGoesToTheCatalogue() {
        dispatcher.tell(new DispatcherCommand.Attached(catalogue.getRef()));
        JobId id = job("gone", 0).id();
        dispatcher.tell(
                new DispatcherCommand.FromWorker(new DispatcherMessage.JobFinished(id, RESULT, "w", worker.getRef())));
        assertThat(catalogue
                        .expectMessageClass(Catalogue.StrayResult.class)
                        .result()
                        .job())
                .isEqualTo(id);
    }

    @Test
    void anInspectionWithoutWorkersTimesOutWithAReason() {
        TestProbe<StatusReply<JobResult>> asker = kit.createTestProbe();
        dispatcher.tell(new DispatcherCommand.Inspect("s", SPEC, asker.getRef()));
        assertThat(asker.receiveMessage().getError())
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("llama-nas node --role worker");
    }

    @Test
    void inspectionsAreSharedByEqualSpecsAndGoOnToAnotherWorker() {
        TestProbe<StatusReply<JobResult>> asker = kit.createTestProbe();
        TestProbe<StatusReply<JobResult>> second = kit.createTestProbe();
        TestProbe<StatusReply<JobResult>> third = kit.createTestProbe();
        TestProbe<WorkerMessage> dying = kit.createTestProbe();
        ready(dying, "w1", 1);
        dispatcher.tell(new DispatcherCommand.Inspect("s", SPEC, asker.getRef()));
        dispatcher.tell(new DispatcherCommand.Inspect("s", SPEC, second.getRef()));
        dispatcher.tell(new DispatcherCommand.Inspect("s", Fixtures.spec("other", 9), third.getRef()));
        assertThat(third.receiveMessage().getError()).isInstanceOf(InvalidInputException.class);
        dying.expectMessageClass(WorkerMessage.RunJob.class);
        ready(worker, "w2", 1);
        dying.stop();
        JobId id = worker.expectMessageClass(WorkerMessage.RunJob.class).job().id();
        JobResult refused = new JobResult.Refused("no such model");
        dispatcher.tell(new DispatcherCommand.FromWorker(
                new DispatcherMessage.JobFinished(id, refused, "w2", worker.getRef())));
        worker.expectMessage(new WorkerMessage.ResultRecorded(id));
        assertThat(asker.receiveMessage().getValue()).isEqualTo(refused);
        assertThat(second.receiveMessage().getValue()).isEqualTo(refused);
    }

    @Test
    void workersFindItThroughTheReceptionist() {
        TestProbe<Receptionist.Listing> probe = kit.createTestProbe();
        kit.system().receptionist().tell(Receptionist.subscribe(DispatcherMessage.SERVICE_KEY, probe.getRef()));
        probe.fishForMessage(
                Duration.ofSeconds(3),
                listing -> listing.getServiceInstances(DispatcherMessage.SERVICE_KEY)
                                .isEmpty()
                        ? FishingOutcomes.continueAndIgnore()
                        : FishingOutcomes.complete());
    }
}
