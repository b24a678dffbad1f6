package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import llamanas.engine.coordinator.SearchResults;
import llamanas.engine.coordinator.SearchService;
import llamanas.engine.coordinator.UnknownSearchException;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTest {
    @TempDir
    Path data;

    @Test
    void oneProcessFinishesASearch() throws Exception {
        List<SearchResults> saved = new CopyOnWriteArrayList<>();
        FakeEvaluator evaluator = new FakeEvaluator(Fixtures.SPACE, 1);
        try (Node node = Node.start(Fixtures.settings(data, 0, 0, 2), NodeRole.ALL, () -> evaluator, saved::add)) {
            SearchService searches = node.searches().orElseThrow();
            SearchStatus begun = searches.start("s1", Fixtures.spec("a search", 35))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            assertThat(begun.evaluations()).isEqualTo(35);
            SearchStatus end = Fixtures.await(searches, "s1", s -> s.state() == SearchState.FINISHED);
            assertThat(end.done()).isEqualTo(35);
            assertThat(end.hypervolume()).isGreaterThan(0);
            List<CandidateRow> rows =
                    searches.candidates("s1").toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(rows).hasSize(35).allMatch(row -> row.state().equals("succeeded"));
            assertThat(rows.get(0).architecture().depth()).isEqualTo(6);
            assertThat(rows.get(0).metrics()).containsKeys("t.nats_per_token", "report.t.nats_per_token");
            assertThat(searches.front("s1").toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .hasSize(end.frontSize())
                    .allSatisfy(member -> assertThat(member.metrics()).containsKey("report.t.nats_per_token"));
            assertThat(searches.workers().toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .hasSize(1);
            Fixtures.await(searches, "s1", s -> !saved.isEmpty());
            assertThat(saved.get(0).genes()).hasSize(7);
            assertThat(evaluator.evaluations()).isEqualTo(35 + end.frontSize() + extra(rows, saved.get(0)));
        }
    }

    @Test
    void badInputIsRefusedBeforeAnythingIsInTheJournal() throws Exception {
        try (Node node = start(data, 0)) {
            SearchService searches = node.searches().orElseThrow();
            SearchSpec good = Fixtures.spec("n", 5);
            assertThat(failure(searches.start("a b", good))).hasMessageContaining("search id 'a b'");
            assertThat(failure(searches.status("none"))).isInstanceOf(UnknownSearchException.class);
            SearchSpec noModel = new SearchSpec(
                    "n",
                    "gone",
                    "float32",
                    good.tasks(),
                    good.space(),
                    good.objectives(),
                    List.of(),
                    good.strategy(),
                    5,
                    1);
            assertThat(failure(searches.start("x", noModel))).hasMessage("model gone does not exist");
            SearchSpec tooSmall = new SearchSpec(
                    "n",
                    "fake",
                    "float32",
                    good.tasks(),
                    good.space(),
                    good.objectives(),
                    List.of(new Constraint("parameters", null, 10.0)),
                    good.strategy(),
                    5,
                    1);
            assertThat(failure(searches.start("x", tooSmall))).isInstanceOf(InvalidInputException.class);
            assertThat(searches.list().toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .isEmpty();
            searches.start("x", good).toCompletableFuture().get(10, TimeUnit.SECONDS);
            searches.start("x", good).toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(failure(searches.start("x", Fixtures.spec("n", 6)))).hasMessageContaining("another spec");
            assertThat(searches.list().toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .hasSize(1);
        }
    }

    @Test
    void aPausedSearchWaitsAndACancelledOneEnds() throws Exception {
        FakeEvaluator evaluator = new FakeEvaluator(Fixtures.SPACE, 2);
        try (Node node = Node.start(Fixtures.settings(data, 0, 0, 2), NodeRole.ALL, () -> evaluator, results -> {})) {
            SearchService searches = node.searches().orElseThrow();
            searches.start("x", Fixtures.spec("n", 500)).toCompletableFuture().get(10, TimeUnit.SECONDS);
            Fixtures.await(searches, "x", s -> s.done() > 3);
            searches.pause("x").toCompletableFuture().get(10, TimeUnit.SECONDS);
            SearchStatus paused = Fixtures.await(searches, "x", s -> s.running() == 0);
            assertThat(paused.state()).isEqualTo(SearchState.PAUSED);
            int evaluations = evaluator.evaluations();
            searches.resume("x").toCompletableFuture().get(10, TimeUnit.SECONDS);
            Fixtures.await(searches, "x", s -> s.done() > paused.done());
            searches.cancel("x").toCompletableFuture().get(10, TimeUnit.SECONDS);
            SearchStatus end = Fixtures.await(searches, "x", s -> s.running() == 0);
            assertThat(end.state()).isEqualTo(SearchState.CANCELLED);
            assertThat(evaluator.evaluations()).isGreaterThan(evaluations).isEqualTo(end.done());
            assertThat(failure(searches.resume("x"))).hasMessageContaining("cancelled");
        }
    }

    private static Throwable failure(CompletionStage<?> stage) {
        return stage.toCompletableFuture()
                .handle((value, problem) -> problem instanceof CompletionException ? problem.getCause() : problem)
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    /** The full network is reported on as well, where it is not on the front. */
    private static int extra(List<CandidateRow> rows, SearchResults results) {
        return results.front().stream()
                        .anyMatch(member -> member.candidate() == rows.get(0).candidate())
                ? 0
                : 1;
    }

    @Test
    void aTakenPortIsNamed() {
        try (Node first = start(data.resolve("a"), 0)) {
            int port =
                    Integer.parseInt(first.address().substring(first.address().indexOf(':') + 1));
            assertThatThrownBy(() -> start(data.resolve("b"), port))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("127.0.0.1:" + port);
        }
    }

    private static Node start(Path folder, int port) {
        return Node.start(
                Fixtures.settings(folder, port, port, 1),
                NodeRole.ALL,
                () -> new FakeEvaluator(Fixtures.SPACE, 0),
                results -> {});
    }
}
