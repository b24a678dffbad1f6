package llamanas.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import com.typesafe.config.ConfigFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import llamanas.engine.coordinator.event.Examples;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Strategy;
import llamanas.protocol.StoppedException;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Strategies that never come to an end, on a dispatcher of two threads. */
@Timeout(120)
class PlanningTest {
    private static final String ENDLESS = "endless";
    private static final String DEAF = "deaf";

    private final CountDownLatch begun = new CountDownLatch(2);
    private final CountDownLatch ended = new CountDownLatch(2);
    private final CountDownLatch released = new CountDownLatch(1);
    private ActorTestKit kit = kit("30m");
    private TestProbe<DispatcherCommand> dispatcher = kit.createTestProbe();

    private static ActorTestKit kit(String limit) {
        return ActorTestKit.create(
                ConfigFactory.parseString("akka.actor.provider = local, llamanas.planner-time-limit = " + limit)
                        .withFallback(EventSourcedBehaviorTestKit.config())
                        .withFallback(ConfigFactory.parseResources("llamanas/akka.conf"))
                        .withFallback(ConfigFactory.load()));
    }

    @AfterEach
    void stop() {
        released.countDown();
        kit.shutdownTestKit();
    }

    /** Asks for ever: one kind notices an interrupt, the other nothing before the test ends. */
    private record Endless(PlanningTest test, boolean deaf, Strategy strategy) implements Strategy {
        @Override
        public List<Genome> ask(int limit) {
            test.begun.countDown();
            try {
                while (test.released.getCount() > 0) {
                    if (!deaf) {
                        StoppedException.ifInterrupted();
                    }
                    Thread.onSpinWait();
                }
                return List.of();
            } finally {
                test.ended.countDown();
            }
        }

        @Override
        public void tell(List<Evaluated> generation) {
            strategy.tell(generation);
        }

        @Override
        public Beginning beginning(int evaluations) {
            return strategy.beginning(evaluations);
        }
    }

    private SearchBrain brain(SearchSpec spec, Inspection inspection) {
        SearchBrain brain = new ProblemBrain(spec, inspection);
        boolean never = spec.model().equals(ENDLESS) || spec.model().equals(DEAF);
        return never ? with(brain, () -> new Endless(this, spec.model().equals(DEAF), brain.strategy())) : brain;
    }

    private static SearchBrain with(SearchBrain brain, Supplier<Strategy> strategy) {
        return (SearchBrain) Proxy.newProxyInstance(
                SearchBrain.class.getClassLoader(), new Class<?>[] {SearchBrain.class}, (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("strategy") ? strategy.get() : method.invoke(brain, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private ActorRef<SearchCommand> started(String id, String model) {
        TestProbe<Catalogue.Command> catalogue = kit.createTestProbe();
        ActorRef<SearchCommand> search = kit.spawn(SearchCoordinator.create(
                id,
                new SearchCoordinator.Surroundings(
                        dispatcher.getRef(),
                        catalogue.getRef(),
                        this::brain,
                        results -> {},
                        Archive.NONE,
                        Clock.fixed(Examples.AT, ZoneOffset.UTC))));
        SearchSpec spec = Examples.CREATED.spec().on(model);
        ask(search, replyTo -> new SearchCommand.Create(spec, Examples.CREATED.inspection(), replyTo));
        return search;
    }

    private SearchLedger ask(
            ActorRef<SearchCommand> search, Function<ActorRef<StatusReply<SearchLedger>>, SearchCommand> question) {
        TestProbe<StatusReply<SearchLedger>> answer = kit.createTestProbe();
        search.tell(question.apply(answer.getRef()));
        return answer.receiveMessage(Duration.ofSeconds(20)).getValue();
    }

    private void awaitPlanOf(String id) {
        dispatcher.fishForMessage(
                Duration.ofSeconds(30),
                message -> message instanceof DispatcherCommand.Demand demand
                                && demand.search().equals(id)
                                && demand.jobs() > 0
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
    }

    @Test
    void cancellingFreesTheThreadsOfProposalsThatNeverEnd() throws InterruptedException {
        ActorRef<SearchCommand> first = started("a", ENDLESS);
        ActorRef<SearchCommand> second = started("b", ENDLESS);
        assertThat(begun.await(20, TimeUnit.SECONDS))
                .as("both threads are taken")
                .isTrue();
        started("c", "m");

        assertThat(ask(first, SearchCommand.Cancel::new).course().stage()).isEqualTo(SearchState.CANCELLED);
        awaitPlanOf("c");
        assertThat(ask(second, SearchCommand.Cancel::new).course().stage()).isEqualTo(SearchState.CANCELLED);

        assertThat(ended.await(20, TimeUnit.SECONDS))
                .as("both threads are free")
                .isTrue();
        started("d", "m");
        awaitPlanOf("d");
    }

    /** Also where the strategy does not notice: then its thread is lost, but not the search. */
    @Test
    void aProposalThatTakesTooLongFailsItsSearch() {
        for (String model : List.of(ENDLESS, DEAF)) {
            kit.shutdownTestKit();
            kit = kit("300ms");
            dispatcher = kit.createTestProbe();
            ActorRef<SearchCommand> search = started("s", model);

            dispatcher.awaitAssert(Duration.ofSeconds(30), () -> assertThat(
                            ask(search, SearchCommand.View::new).course().stage())
                    .isEqualTo(SearchState.FAILED));

            assertThat(ask(search, SearchCommand.View::new).course().message())
                    .startsWith("the strategy has not proposed generation 0 within");
            started("next", "m");
            awaitPlanOf("next");
        }
    }

    @Test
    void whoeverStopsAComputationHasNothingToDoWithTheNextOneOnTheThread() {
        Computation computation = new Computation();
        assertThat(computation.run(() -> 1)).isEqualTo(1);
        Computation stopped = new Computation();
        boolean[] noticed = new boolean[1];
        try {
            stopped.run(() -> {
                stopped.stop();
                StoppedException.ifInterrupted();
                return 0;
            });
        } catch (StoppedException e) {
            noticed[0] = true;
        }
        assertThat(noticed[0]).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(computation.run(() -> 2)).isEqualTo(2);
    }
}
