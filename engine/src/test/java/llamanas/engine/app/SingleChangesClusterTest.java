package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import llamanas.engine.coordinator.SearchResults;
import llamanas.engine.coordinator.SearchService;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.PreparationStatus;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;
import llamanas.protocol.search.SingleChanges;
import llamanas.protocol.search.SingleChangesStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single changes are measured before a search, whatever goes meanwhile, and are a part of its budget. */
class SingleChangesClusterTest {
    private static final SearchSpec SPEC = Fixtures.withSingleChanges(Fixtures.spec("changes", 30));

    private final CountDownLatch release = new CountDownLatch(1);
    private final List<SearchResults> saved = new CopyOnWriteArrayList<>();

    @TempDir
    Path data;

    private Node node(Path folder, FakeEvaluator evaluator) {
        return Node.start(
                Fixtures.settings(folder, 0, 0, 2), NodeRole.ALL, () -> evaluator, saved::add, ConfigFactory.empty());
    }

    private static FakeEvaluator evaluator() {
        return new FakeEvaluator(Fixtures.SPACE, 0);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(40, TimeUnit.SECONDS);
    }

    private static List<FrontMember> finish(Node node) throws Exception {
        SearchService searches = node.searches().orElseThrow();
        get(searches.start("s", SPEC));
        SearchStatus end = Fixtures.await(searches, "s", s -> s.state().isFinal());
        assertThat(end.state()).as(String.valueOf(end.message())).isEqualTo(SearchState.FINISHED);
        assertThat(get(searches.candidates("s"))).hasSize(25);
        SingleChanges expected = FakeEvaluator.singleChanges(Fixtures.SPACE, 5);
        assertThat(end.singleChanges()).isEqualTo(SingleChangesStatus.of(expected));
        assertThat(end.spent()).isEqualTo(30);
        assertThat(get(searches.singleChanges("s"))).isEqualTo(Optional.of(expected));
        return get(searches.front("s"));
    }

    @Test
    void afterARestartTheyAreMeasuredAgainAndTheSearchIsTheSame(@TempDir Path other) throws Exception {
        List<FrontMember> undisturbed;
        try (Node node = node(other, evaluator())) {
            undisturbed = finish(node);
        }
        assertThat(saved).last().satisfies(results -> assertThat(results.singleChanges())
                .isEqualTo(FakeEvaluator.singleChanges(Fixtures.SPACE, 5)));
        FakeEvaluator blocking = evaluator().measuringChangesBy((attempt, progress) -> {
            progress.accept(new PrepareProgress("measuring single changes", 5, 20, Double.NaN));
            release.await();
        });
        try (Node node = node(data, blocking)) {
            SearchService searches = node.searches().orElseThrow();
            get(searches.start("s", SPEC));
            SearchStatus status = Fixtures.await(searches, "s", s -> s.preparing() != null);
            PreparationStatus progress = Objects.requireNonNull(status.preparing());
            assertThat(progress.stage()).isEqualTo("measuring single changes");
            assertThat(progress.percent()).isEqualTo(25);
            assertThat(blocking.evaluations()).isZero();
        }
        FakeEvaluator again = evaluator();
        try (Node node = node(data, again)) {
            assertThat(finish(node)).isEqualTo(undisturbed);
        }
        assertThat(again.calibrations()).isEqualTo(1);
        FakeEvaluator idle = evaluator();
        try (Node node = node(data, idle)) {
            assertThat(finish(node)).as("what the journal says").isEqualTo(undisturbed);
        }
        assertThat(idle.calibrations() + idle.evaluations()).isZero();
    }
}
