package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import llamanas.engine.coordinator.SearchService;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several actor systems in one JVM: whatever goes down when, a seed gives one set of candidates and one front. */
class ClusterTest {
    private static final SearchSpec SPEC = Fixtures.spec("cluster", 40);

    /** No goodbye to the cluster when the actor system ends: as if the process had been killed. And quicker to notice. */
    private static final Config ABRUPT = ConfigFactory.parseString(
            """
            akka.coordinated-shutdown.run-by-actor-system-terminate = off
            akka.cluster.failure-detector.acceptable-heartbeat-pause = 3s
            akka.cluster.split-brain-resolver.stable-after = 1s
            """);

    /** What a run found. */
    private record Found(Map<Integer, Map<String, Double>> candidates, List<FrontMember> front) {}

    private static Found undisturbed;

    @TempDir
    Path data;

    @BeforeAll
    static void runUndisturbed(@TempDir Path folder) throws Exception {
        try (Node node = node(folder, NodeRole.ALL, 0, 0, new FakeEvaluator(Fixtures.SPACE, 0))) {
            undisturbed = finish(node, "reference");
        }
    }

    private static Node node(Path folder, NodeRole role, int port, int seed, FakeEvaluator evaluator) {
        return Node.start(Fixtures.settings(folder, port, seed, 2), role, () -> evaluator, results -> {}, ABRUPT);
    }

    private static Found finish(Node node, String id) throws Exception {
        SearchService searches = node.searches().orElseThrow();
        get(searches.start(id, SPEC));
        SearchStatus end = Fixtures.await(searches, id, s -> s.state().isFinal());
        assertThat(end.state()).isEqualTo(SearchState.FINISHED);
        Map<Integer, Map<String, Double>> candidates = new TreeMap<>();
        get(searches.candidates(id)).forEach(row -> candidates.put(row.candidate(), row.metrics()));
        return new Found(candidates, get(searches.front(id)));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(40, TimeUnit.SECONDS);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aSearchSurvivesTheLossOfAWorker() throws Exception {
        int seed = freePort();
        FakeEvaluator first = new FakeEvaluator(Fixtures.SPACE, 30);
        FakeEvaluator second = new FakeEvaluator(Fixtures.SPACE, 30);
        try (Node coordinator = node(data, NodeRole.COORDINATOR, seed, seed, first);
                Node staying = node(data, NodeRole.WORKER, 0, seed, second)) {
            try (Node dying = node(data, NodeRole.WORKER, 0, seed, first)) {
                SearchService searches = coordinator.searches().orElseThrow();
                get(searches.start("s", SPEC));
                Fixtures.await(
                        searches, "s", s -> s.done() >= 12 && first.evaluations() > 2 && second.evaluations() > 2);
                assertThat(dying.address()).isNotEqualTo(staying.address());
            }
            assertThat(finish(coordinator, "s")).isEqualTo(undisturbed);
        }
        assertNothingIsRecordedTwice();
    }

    @Test
    void aSearchSurvivesARestartOfEverything() throws Exception {
        for (int done : List.of(3, 11, 25)) {
            try (Node node = node(data, NodeRole.ALL, 0, 0, new FakeEvaluator(Fixtures.SPACE, 10))) {
                SearchService searches = node.searches().orElseThrow();
                get(searches.start("s", SPEC));
                Fixtures.await(searches, "s", s -> s.done() >= done);
            }
        }
        try (Node node = node(data, NodeRole.ALL, 0, 0, new FakeEvaluator(Fixtures.SPACE, 0))) {
            assertThat(finish(node, "s")).isEqualTo(undisturbed);
        }
        assertNothingIsRecordedTwice();
        try (Node node = node(data, NodeRole.ALL, 0, 0, new FakeEvaluator(Fixtures.SPACE, 0))) {
            SearchService searches = node.searches().orElseThrow();
            assertThat(get(searches.list())).extracting(SearchStatus::state).containsExactly(SearchState.FINISHED);
            assertThat(get(searches.front("s"))).isEqualTo(undisturbed.front());
        }
    }

    @Test
    void workersJoinARestartedCoordinatorWithWhatTheyHave() throws Exception {
        int seed = freePort();
        FakeEvaluator evaluator = new FakeEvaluator(Fixtures.SPACE, 60);
        try (Node worker = node(data, NodeRole.WORKER, 0, seed, evaluator)) {
            try (Node coordinator = node(data, NodeRole.COORDINATOR, seed, seed, evaluator)) {
                SearchService searches = coordinator.searches().orElseThrow();
                get(searches.start("s", SPEC));
                Fixtures.await(searches, "s", s -> s.done() >= 7);
            }
            try (Node coordinator = node(data, NodeRole.COORDINATOR, seed, seed, evaluator)) {
                assertThat(finish(coordinator, "s")).isEqualTo(undisturbed);
            }
            assertThat(worker.terminated().toCompletableFuture()).isNotDone();
        }
        int recorded = assertNothingIsRecordedTwice();
        assertThat(evaluator.evaluations())
                .as("a running job is not given out again")
                .isEqualTo(recorded);
    }

    /** Counts in the journal, after all nodes have let go of it. */
    private int assertNothingIsRecordedTwice() throws Exception {
        String query =
                "select count(*) from \"event_journal\" where \"event_ser_manifest\" like '%EvaluationSucceeded'";
        int succeeded;
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + data + "/journal", "sa", "");
                ResultSet rows = connection.createStatement().executeQuery(query)) {
            rows.next();
            succeeded = rows.getInt(1);
        }
        int reported = (int) undisturbed.candidates().values().stream()
                .filter(metrics -> metrics.containsKey("report.t.nats_per_token"))
                .count();
        assertThat(succeeded).isEqualTo(SPEC.evaluations() + reported);
        return succeeded;
    }
}
