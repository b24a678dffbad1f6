package llamanas.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import llamanas.engine.app.FakeEvaluator;
import llamanas.engine.app.Fixtures;
import llamanas.engine.coordinator.event.Examples;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.engine.search.strategy.Simulation;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Genome;
import llamanas.protocol.wire.JobId;
import llamanas.protocol.wire.JobResult;
import llamanas.protocol.wire.WorkerMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A search by any strategy that is killed again and again proposes what one that lives through proposes. */
class StrategyResumeTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.parseString("akka.actor.provider = local")
            .withFallback(EventSourcedBehaviorTestKit.config())
            .withFallback(ConfigFactory.parseResources("llamanas/akka.conf"))
            .withFallback(ConfigFactory.load()));
    private static final EventSourcedBehaviorTestKit.SerializationSettings EVENTS_ONLY =
            EventSourcedBehaviorTestKit.enabledSerializationSettings()
                    .withVerifyCommands(false)
                    .withVerifyState(false);
    private static final String WORKER = "w";
    private static final int EVALUATIONS = 36;
    private static final JobId GATES = new JobId("s", JobId.Kind.GATES, 0);

    private final TestProbe<DispatcherCommand> dispatcher = KIT.createTestProbe();
    private final TestProbe<Catalogue.Command> catalogue = KIT.createTestProbe();
    private final TestProbe<WorkerMessage> worker = KIT.createTestProbe();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    static Stream<Arguments> strategies() {
        return StrategySpec.NAMES.stream()
                .flatMap(name -> Stream.of(Arguments.of(name, List.of()), Arguments.of(name, List.of(1.0, 0.5))));
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void aKilledSearchEndsWithTheSameProposals(String name, List<Double> weights) {
        StrategySpec strategy = new StrategySpec(name, 10, 0.9, 0, 200, StrategySpec.AUTO, weights, Map.of());
        List<Genome> whole = proposals(strategy, Set.of());
        assertThat(whole).hasSize(EVALUATIONS).doesNotHaveDuplicates();
        assertThat(proposals(strategy, Set.of(4, 10, 17, 29))).isEqualTo(whole);
    }

    /** All genomes of a search in order, where the coordinator dies, with a job under way, after so many evaluations. */
    private List<Genome> proposals(StrategySpec strategy, Set<Integer> kills) {
        EventSourcedBehaviorTestKit<SearchCommand, SearchEvent, SearchLedger> search = coordinator();
        search.runCommand((ActorRef<StatusReply<SearchLedger>> replyTo) -> new SearchCommand.Create(
                Fixtures.by(strategy, Fixtures.spec("name", EVALUATIONS)), Examples.CREATED.inspection(), replyTo));
        if (strategy.needsGates()) {
            search.runCommand(new SearchCommand.SlotOffered(WORKER));
            search.runCommand(new SearchCommand.JobEnded(
                    GATES,
                    new JobResult.GatesTrained(
                            Simulation.gates(search.getState().space().genes())),
                    WORKER,
                    worker.getRef()));
        }
        for (int measured = 0; measured < EVALUATIONS; measured++) {
            JobId job = started(search);
            if (kills.contains(measured)) {
                search.restart();
                search.runCommand(new SearchCommand.JobLost(job, WORKER, false));
                job = started(search);
            }
            search.runCommand(new SearchCommand.JobEnded(job, result(search.getState(), job), WORKER, worker.getRef()));
        }
        List<Genome> genomes =
                search.getState().candidates().stream().map(Candidate::genome).toList();
        search.clear();
        return genomes;
    }

    private EventSourcedBehaviorTestKit<SearchCommand, SearchEvent, SearchLedger> coordinator() {
        SearchCoordinator.Surroundings surroundings = new SearchCoordinator.Surroundings(
                dispatcher.getRef(),
                catalogue.getRef(),
                ProblemBrain::new,
                results -> {},
                Archive.NONE,
                Clock.fixed(Examples.AT, ZoneOffset.UTC));
        return EventSourcedBehaviorTestKit.create(
                KIT.system(), SearchCoordinator.create("s", surroundings), EVENTS_ONLY);
    }

    /** Offers a slot as soon as there is something to do. */
    private JobId started(EventSourcedBehaviorTestKit<SearchCommand, SearchEvent, SearchLedger> search) {
        dispatcher.awaitAssert(
                Duration.ofSeconds(20),
                () -> assertThat(search.getState().work().next()).isPresent());
        int candidate = search.getState().work().next().orElseThrow();
        search.runCommand(new SearchCommand.SlotOffered(WORKER));
        return new JobId("s", JobId.Kind.SEARCH, candidate);
    }

    /** One in nine can't work. */
    private static JobResult result(SearchLedger ledger, JobId job) {
        if (job.candidate() % 9 == 5) {
            return new JobResult.Evaluated(new EvaluationOutcome.Infeasible("too large"));
        }
        Candidate candidate = ledger.candidates().get(job.candidate());
        try (FakeEvaluator evaluator = new FakeEvaluator(Fixtures.SPACE, 0)) {
            return new JobResult.Evaluated(
                    evaluator.evaluate(ledger.spec(), ledger.architecture(candidate), Phase.SEARCH));
        }
    }
}
