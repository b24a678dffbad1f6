package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import llamanas.config.SpecReader;
import llamanas.engine.coordinator.SearchService;
import llamanas.engine.output.FrontView;
import llamanas.engine.output.Json;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.api.SearchRequest;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches without a model, from the spec to the result files: a function, then its results as a table. */
class StandInSearchTest {
    @TempDir
    Path folder;

    private SearchSpec spec(String text) throws IOException {
        return SpecReader.read(Files.writeString(folder.resolve("s.conf"), text));
    }

    private static List<CandidateRow> finish(SearchService searches, String id, SearchSpec spec) throws Exception {
        searches.start(id, spec).toCompletableFuture().get(30, TimeUnit.SECONDS);
        Fixtures.await(searches, id, s -> s.state() == SearchState.FINISHED);
        return searches.candidates(id).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void searchesAFunctionThenTheTableOfItsResults() throws Exception {
        SearchSpec function = spec(
                """
                stand-in { function = zdt1, genes = 3, choices = 4 }
                objectives = [f1, f2]
                strategy { name = random, population = 8 }
                evaluations = 40
                """);
        assertThat(Json.read(Json.write(new SearchRequest("s", function)), SearchRequest.class)
                        .spec())
                .isEqualTo(function);
        try (Parts.Running node = new ProgramParts(Evaluators::of)
                .start(Fixtures.settings(folder.resolve("data"), 0, 0, 2), NodeRole.ALL)) {
            SearchService searches = node.searches().orElseThrow();
            List<CandidateRow> measured = finish(searches, "f", function);
            assertThat(measured).hasSize(40).allMatch(row -> row.state().equals("succeeded"));
            List<FrontMember> front = searches.front("f").toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(FrontView.text(front, measured, List.of("f1", "f2")))
                    .startsWith("candidate     f1     f2\n")
                    .doesNotContain("full network");

            Path header = folder.resolve("data/searches/f/evaluations.json");
            Fixtures.await(searches, "f", s -> Files.exists(header));
            Path table = folder.resolve("data/searches/f/evaluations.csv");
            Files.writeString(
                    table,
                    Files.readString(table)
                            .replaceFirst("(?m)^(5,.*succeeded(,[0-9]+)+),[0-9.]+,", "$1,NaN,")
                            .replaceFirst("(?m)^(6,.*succeeded(,[0-9]+)+),[0-9.]+,", "$1,-Infinity,"));
            List<CandidateRow> looked = finish(
                    searches,
                    "t",
                    spec("stand-in { table = data/searches/f/evaluations.csv }\nobjectives = [f1, f2]\n"
                            + "strategy { name = nsga2, population = 8 }\nevaluations = 64"));
            assertThat(looked).hasSize(64);
            assertThat(looked.stream()
                            .filter(row -> String.valueOf(row.reason()).contains("has no row for ffn[0]=")))
                    .hasSize(64 - 40)
                    .allMatch(row -> row.state().equals("infeasible"));
            assertThat(looked.stream()
                            .filter(row -> row.state().equals("infeasible"))
                            .map(row -> String.valueOf(row.reason()))
                            .filter(reason -> reason.startsWith("metric "))
                            .map(reason -> reason.substring("metric f1 ".length())))
                    .containsExactlyInAnyOrder(
                            "is NaN, where the search needs a finite number",
                            "is -Infinity, where the search needs a finite number");
            assertThat(searches.front("t").toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .allSatisfy(member -> assertThat(member.metrics().values()).allMatch(Double::isFinite));
        }
    }
}
