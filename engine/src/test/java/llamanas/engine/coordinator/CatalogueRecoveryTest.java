package llamanas.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import llamanas.engine.coordinator.event.Examples;
import llamanas.engine.store.RecoveryFolder;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real catalogue with searches one of which can't be brought back. What a death leaves is the marks as they were at that moment. */
@Timeout(180)
class CatalogueRecoveryTest {
    private enum Fault {
        NONE,
        THROWS,
        OVERFLOWS,
        HANGS
    }

    private static final String BAD = "bad";
    private static final Clock CLOCK = Clock.systemUTC();

    private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString("akka.actor.provider = local")
            .withFallback(EventSourcedBehaviorTestKit.config())
            .withFallback(ConfigFactory.parseResources("llamanas/akka.conf"))
            .withFallback(ConfigFactory.load()));

    @TempDir
    private Path folder;

    private final TestProbe<DispatcherCommand> dispatcher = kit.createTestProbe();
    private final List<String> woken = new CopyOnWriteArrayList<>();
    private volatile Fault fault = Fault.NONE;
    private volatile CountDownLatch hanging = new CountDownLatch(1);

    @AfterEach
    void stop() {
        hanging.countDown();
        kit.shutdownTestKit();
    }

    private SearchBrain brain(SearchSpec spec, Inspection inspection) {
        woken.add(spec.model());
        if (spec.model().equals(BAD)) {
            switch (fault) {
                case THROWS -> throw new IllegalStateException("no such strategy");
                case OVERFLOWS -> overflow(1);
                case HANGS -> hang();
                case NONE -> {}
            }
        }
        return new ProblemBrain(spec, inspection);
    }

    @SuppressWarnings("InfiniteRecursion") // that is what it is for
    private static int overflow(int depth) {
        return overflow(depth + 1) + 1;
    }

    private void hang() {
        try {
            hanging.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private RecoveryFolder marks() {
        return new RecoveryFolder(folder.resolve("recovering"));
    }

    private ActorRef<Catalogue.Command> catalogue() {
        return kit.spawn(Catalogue.create(new Catalogue.Surroundings(
                dispatcher.getRef(), this::brain, results -> {}, Archive.NONE, marks(), CLOCK)));
    }

    private SearchStatus status(ActorRef<Catalogue.Command> catalogue, String id)
            throws InterruptedException, ExecutionException {
        return service(catalogue).status(id).toCompletableFuture().get();
    }

    private ClusterSearchService service(ActorRef<Catalogue.Command> catalogue) {
        return new ClusterSearchService(
                kit.system(), catalogue, dispatcher.getRef(), this::brain, JournalState.FINE, CLOCK);
    }

    /** Searches a, bad and c, then the node is stopped. */
    private void begun() {
        ActorRef<Catalogue.Command> catalogue = catalogue();
        for (String id : List.of("a", BAD, "c")) {
            TestProbe<StatusReply<ActorRef<SearchCommand>>> found = kit.createTestProbe();
            catalogue.tell(new Catalogue.Register(id, found.getRef()));
            ActorRef<SearchCommand> search =
                    found.receiveMessage(Duration.ofSeconds(20)).getValue();
            TestProbe<StatusReply<SearchLedger>> answer = kit.createTestProbe();
            search.tell(new SearchCommand.Create(
                    Examples.CREATED.spec().on(id), Examples.CREATED.inspection(), answer.getRef()));
            assertThat(answer.receiveMessage(Duration.ofSeconds(20)).isSuccess())
                    .isTrue();
        }
        kit.stop(catalogue, Duration.ofSeconds(20));
        assertThat(marks().left()).as("nobody was in the middle of it").isEmpty();
        woken.clear();
    }

    private void awaitMarks(Map<String, Integer> expected) {
        dispatcher.awaitAssert(
                Duration.ofSeconds(20), () -> assertThat(marks().left()).isEqualTo(expected));
    }

    /** The catalogue stops in an orderly way, which takes marks back; then what the death would have left is put there. */
    private void dead(ActorRef<Catalogue.Command> catalogue, Map<String, Integer> left) {
        hanging.countDown();
        kit.stop(catalogue, Duration.ofSeconds(20));
        hanging = new CountDownLatch(1);
        marks().left().keySet().forEach(marks()::done);
        left.forEach(marks()::begun);
        woken.clear();
    }

    @Test
    void whoBroughtTheNodeDownTwiceIsSetAsideAndNobodyElse() throws InterruptedException, ExecutionException {
        begun();
        fault = Fault.HANGS;

        ActorRef<Catalogue.Command> first = catalogue();
        awaitMarks(Map.of(BAD, 1));
        assertThat(status(first, "a").state()).isEqualTo(SearchState.RUNNING);
        // The process dies while c, too, is being brought back.
        dead(first, Map.of(BAD, 1, "c", 1));

        ActorRef<Catalogue.Command> second = catalogue();
        awaitMarks(Map.of(BAD, 2, "c", 1));
        assertThat(woken).as("one suspect at a time, after the others").containsExactly("a", BAD);
        dead(second, Map.of(BAD, 2, "c", 1));

        ActorRef<Catalogue.Command> third = catalogue();
        awaitMarks(Map.of(BAD, 2));
        assertThat(woken).containsExactly("a", "c");
        SearchStatus status = status(third, BAD);
        assertThat(status.state()).isEqualTo(SearchState.FAILED);
        assertThat(status.message())
                .startsWith("set aside, since the process ended 2 times in a row")
                .contains("remove " + folder.resolve("recovering").resolve(BAD));
        assertThat(status(third, "c").state()).isEqualTo(SearchState.RUNNING);
        assertThat(service(third).list().toCompletableFuture().get())
                .extracting(SearchStatus::state)
                .containsExactlyInAnyOrder(SearchState.RUNNING, SearchState.FAILED, SearchState.RUNNING);
        assertThat(service(third).cancel(BAD).toCompletableFuture())
                .failsWithin(20, TimeUnit.SECONDS)
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("search 'bad' was set aside");
        kit.stop(third, Duration.ofSeconds(20));

        // What the message says to do.
        fault = Fault.NONE;
        marks().done(BAD);
        ActorRef<Catalogue.Command> fourth = catalogue();
        assertThat(status(fourth, BAD).state()).isEqualTo(SearchState.RUNNING);
        awaitMarks(Map.of());
    }

    @Test
    void whatCantBeTakenInIsSetAsideWithItsCauseAtOnce() throws InterruptedException, ExecutionException {
        begun();
        for (Fault one : List.of(Fault.THROWS, Fault.OVERFLOWS)) {
            fault = one;
            ActorRef<Catalogue.Command> catalogue = catalogue();
            awaitMarks(Map.of());
            dispatcher.awaitAssert(
                    Duration.ofSeconds(20),
                    () -> assertThat(status(catalogue, BAD).state()).isEqualTo(SearchState.FAILED));
            assertThat(status(catalogue, BAD).message())
                    .contains(one == Fault.THROWS ? "IllegalStateException: no such strategy" : "StackOverflowError");
            assertThat(status(catalogue, "a").state()).isEqualTo(SearchState.RUNNING);
            kit.stop(catalogue, Duration.ofSeconds(20));
        }
        fault = Fault.NONE;
        assertThat(status(catalogue(), BAD).state())
                .as("it is read at every start")
                .isEqualTo(SearchState.RUNNING);
    }

    @Test
    void innocentSuspectsAllComeBack() throws InterruptedException, ExecutionException {
        begun();
        List.of("a", BAD, "c").forEach(id -> marks().begun(id, 1));
        ActorRef<Catalogue.Command> catalogue = catalogue();
        for (String id : List.of("c", "a", BAD)) {
            assertThat(status(catalogue, id).state()).isEqualTo(SearchState.RUNNING);
        }
        awaitMarks(Map.of());
    }
}
