package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import llamanas.config.Settings;
import llamanas.engine.coordinator.SearchService;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;

/** A search on a node whose storage fails meanwhile; whoever asks for it may get no answer for a while. */
final class OutageRun {
    static final String ID = "s";
    static final SearchSpec SPEC = Fixtures.spec("outage", 60);

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private OutageRun() {}

    /** What a run found. */
    record Found(Map<Integer, Map<String, Double>> candidates, List<FrontMember> front) {
        static Found of(SearchService searches) throws Exception {
            Map<Integer, Map<String, Double>> candidates = new TreeMap<>();
            for (CandidateRow row :
                    searches.candidates(ID).toCompletableFuture().get(40, TimeUnit.SECONDS)) {
                candidates.put(row.candidate(), row.metrics());
            }
            return new Found(
                    candidates, searches.front(ID).toCompletableFuture().get(40, TimeUnit.SECONDS));
        }
    }

    static Node node(Settings settings, int millis, Config overrides) {
        FakeEvaluator evaluator = new FakeEvaluator(Fixtures.SPACE, millis);
        return Node.start(settings, NodeRole.ALL, () -> evaluator, results -> {}, overrides);
    }

    static SearchService start(Node node) throws Exception {
        SearchService searches = node.searches().orElseThrow();
        searches.start(ID, SPEC).toCompletableFuture().get(60, TimeUnit.SECONDS);
        return searches;
    }

    static Found finish(SearchService searches) throws Exception {
        SearchStatus end = await(searches, status -> status.state().isFinal());
        assertThat(end.state()).as(String.valueOf(end.message())).isEqualTo(SearchState.FINISHED);
        assertThat(end.done()).isEqualTo(SPEC.evaluations());
        return Found.of(searches);
    }

    /** Asks until the status is as wanted. */
    static SearchStatus await(SearchService searches, Predicate<SearchStatus> wanted) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Optional<SearchStatus> status = Optional.empty();
        while (status.filter(wanted).isEmpty()) {
            assertThat(System.nanoTime()).as("still waiting at %s", status).isLessThan(end);
            Thread.sleep(20);
            try {
                status = Optional.of(searches.status(ID).toCompletableFuture().get(60, TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                assertThat(e).as("the only reason not to answer").hasMessageContaining("did not answer");
            }
        }
        return status.orElseThrow();
    }

    static void awaitTrouble(SearchService searches, Predicate<Optional<String>> wanted) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!wanted.test(searches.trouble())) {
            assertThat(System.nanoTime())
                    .as("still waiting at %s", searches.trouble())
                    .isLessThan(end);
            Thread.sleep(20);
        }
    }
}
