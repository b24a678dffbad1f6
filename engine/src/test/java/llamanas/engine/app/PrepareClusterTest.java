package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import llamanas.engine.coordinator.SearchResults;
import llamanas.engine.coordinator.SearchService;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.PreparationStatus;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Preparing a model before its search, in a cluster from which anything may go at any time. */
class PrepareClusterTest {
    private static final SearchSpec SPEC = Fixtures.preparing(Fixtures.spec("prepared", 20));

    /** As if processes were killed, and quicker to notice. */
    private static final Config ABRUPT = ConfigFactory.parseString(
            """
            akka.coordinated-shutdown.run-by-actor-system-terminate = off
            akka.cluster.failure-detector.acceptable-heartbeat-pause = 3s
            akka.cluster.split-brain-resolver.stable-after = 1s
            """);

    private static List<FrontMember> undisturbed;

    private final CountDownLatch release = new CountDownLatch(1);
    private final List<SearchResults> saved = new CopyOnWriteArrayList<>();

    @TempDir
    Path data;

    @BeforeAll
    static void runUndisturbed(@TempDir Path folder) throws Exception {
        try (Node node = node(folder, NodeRole.ALL, 0, 0, evaluator(), results -> {})) {
            undisturbed = finish(node);
        }
    }

    private static FakeEvaluator evaluator() {
        return new FakeEvaluator(Fixtures.SPACE, 0);
    }

    private static Node node(
            Path folder, NodeRole role, int port, int seed, FakeEvaluator evaluator, Consumer<SearchResults> results) {
        return Node.start(Fixtures.settings(folder, port, seed, 2), role, () -> evaluator, results::accept, ABRUPT);
    }

    private Node node(NodeRole role, int port, int seed, FakeEvaluator evaluator) {
        return node(data, role, port, seed, evaluator, saved::add);
    }

    private static List<FrontMember> finish(Node node) throws Exception {
        SearchService searches = node.searches().orElseThrow();
        get(searches.start("s", SPEC));
        SearchStatus end = Fixtures.await(searches, "s", s -> s.state().isFinal());
        assertThat(end.state()).as(String.valueOf(end.message())).isEqualTo(SearchState.FINISHED);
        assertThat(get(searches.candidates("s")))
                .map(CandidateRow::provenance)
                .as("every candidate is measured on the prepared model")
                .allSatisfy(provenance -> assertThat(
                                Objects.requireNonNull(provenance).modelHash())
                        .isEqualTo(FakeEvaluator.PREPARED));
        assertThat(get(searches.preparation("s"))).isEqualTo(Optional.of(FakeEvaluator.PREPARATION));
        return get(searches.front("s"));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(40, TimeUnit.SECONDS);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Says how far it is, then blocks until the test lets it go on. */
    private FakeEvaluator blocking() {
        return evaluator().preparingBy((attempt, progress) -> {
            progress.accept(new PrepareProgress("training", 0, 100, 4.5));
            progress.accept(new PrepareProgress("training", 25, 100, 3.5));
            release.await();
        });
    }

    private static SearchStatus startAndAwaitProgress(Node coordinator) throws Exception {
        SearchService searches = coordinator.searches().orElseThrow();
        get(searches.start("s", SPEC));
        return Fixtures.await(searches, "s", s -> s.preparing() != null);
    }

    @Test
    void progressIsSeenAndTheResultsTellOfThePreparation() throws Exception {
        FakeEvaluator evaluator = blocking();
        try (Node node = node(NodeRole.ALL, 0, 0, evaluator)) {
            SearchStatus status = startAndAwaitProgress(node);
            assertThat(status.state()).isEqualTo(SearchState.PREPARING);
            PreparationStatus progress = Objects.requireNonNull(status.preparing());
            assertThat(progress.percent()).isEqualTo(25);
            assertThat(progress.loss()).isEqualTo(3.5);
            assertThat(evaluator.evaluations()).isZero();
            release.countDown();
            assertThat(finish(node)).isEqualTo(undisturbed);
        }
        assertThat(evaluator.preparations()).isEqualTo(1);
        assertThat(saved).last().satisfies(results -> assertThat(results.preparation())
                .isEqualTo(FakeEvaluator.PREPARATION));
    }

    @Test
    void anotherWorkerGoesOnWhereOneIsLost() throws Exception {
        int seed = freePort();
        FakeEvaluator first = blocking();
        FakeEvaluator second = evaluator();
        try (Node coordinator = node(NodeRole.COORDINATOR, seed, seed, first)) {
            try (Node dying = node(NodeRole.WORKER, 0, seed, first)) {
                assertThat(startAndAwaitProgress(coordinator).preparing()).isNotNull();
                assertThat(dying.terminated().toCompletableFuture()).isNotDone();
            }
            try (Node next = node(NodeRole.WORKER, 0, seed, second)) {
                assertThat(finish(coordinator)).isEqualTo(undisturbed);
                assertThat(next.terminated().toCompletableFuture()).isNotDone();
            }
        }
        assertThat(first.preparations()).isEqualTo(1);
        assertThat(second.preparations()).isEqualTo(1);
    }

    @Test
    void aWorkerKeepsItsPreparationForARestartedCoordinator() throws Exception {
        int seed = freePort();
        FakeEvaluator evaluator = blocking();
        try (Node worker = node(NodeRole.WORKER, 0, seed, evaluator)) {
            try (Node coordinator = node(NodeRole.COORDINATOR, seed, seed, evaluator)) {
                startAndAwaitProgress(coordinator);
            }
            try (Node coordinator = node(NodeRole.COORDINATOR, seed, seed, evaluator)) {
                assertThat(startAndAwaitProgress(coordinator).state()).isEqualTo(SearchState.PREPARING);
                release.countDown();
                assertThat(finish(coordinator)).isEqualTo(undisturbed);
            }
            assertThat(worker.terminated().toCompletableFuture()).isNotDone();
        }
        assertThat(evaluator.preparations())
                .as("a running job is not given out again")
                .isEqualTo(1);
    }

    @Test
    void afterARestartOfEverythingTheJobIsGivenOutAgain() throws Exception {
        try (Node node = node(NodeRole.ALL, 0, 0, blocking())) {
            startAndAwaitProgress(node);
        }
        FakeEvaluator evaluator = evaluator();
        try (Node node = node(NodeRole.ALL, 0, 0, evaluator)) {
            assertThat(finish(node)).isEqualTo(undisturbed);
        }
        assertThat(evaluator.preparations()).isEqualTo(1);
    }

    @Test
    void whatBreaksIsTriedAgainAndWhatIsRefusedIsNot() throws Exception {
        FakeEvaluator evaluator = evaluator().preparingBy((attempt, progress) -> {
            if (attempt < 3) {
                throw new IllegalStateException("the disk had a hiccup");
            }
        });
        try (Node node = node(NodeRole.ALL, 0, 0, evaluator)) {
            assertThat(finish(node)).isEqualTo(undisturbed);
            evaluator.preparingBy((attempt, progress) -> {
                throw new InvalidInputException("corpus.txt: 3 tokens, expected at least one block of 32");
            });
            SearchService searches = node.searches().orElseThrow();
            get(searches.start("refused", SPEC));
            SearchStatus end =
                    Fixtures.await(searches, "refused", s -> s.state().isFinal());
            assertThat(end.state()).isEqualTo(SearchState.FAILED);
            assertThat(end.message()).contains("could not be prepared: corpus.txt: 3 tokens");
        }
        assertThat(evaluator.preparations()).isEqualTo(4);
    }

    @Test
    void aCancelledSearchLetsThePreparationEndAndDropsIt() throws Exception {
        FakeEvaluator evaluator = blocking();
        try (Node node = node(NodeRole.ALL, 0, 0, evaluator)) {
            startAndAwaitProgress(node);
            SearchService searches = node.searches().orElseThrow();
            assertThat(get(searches.cancel("s")).state()).isEqualTo(SearchState.CANCELLED);
            assertThat(get(searches.workers()).get(0).running()).isEqualTo(1);
            release.countDown();
            Fixtures.awaitIdle(searches);
            assertThat(get(searches.status("s")).state()).isEqualTo(SearchState.CANCELLED);
        }
        assertThat(evaluator.evaluations()).isZero();
    }
}
