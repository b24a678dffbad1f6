package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import llamanas.config.SpecReader;
import llamanas.engine.cli.CoordinatorClient;
import llamanas.engine.output.Json;
import llamanas.protocol.api.SearchRequest;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One client that starts more searches, without an end, than a node can run. */
class ManySearchesTest {
    private static final int ATTEMPTS = 400;
    /** Within a second on an idle machine. */
    private static final Duration HEALTH = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    @Test
    void theNodeAnswersAndTakesOthersWhenThereIsRoomAgain() throws Exception {
        try (Program node = SmallSearch.node(folder.resolve("data"))) {
            CoordinatorClient client = node.client();
            HttpClient http = HttpClient.newHttpClient();
            List<CompletableFuture<Integer>> answers = new ArrayList<>();
            long slowest = 0;
            for (int i = 0; i < ATTEMPTS; i++) {
                answers.add(
                        http.sendAsync(start(node, "endless-" + i, endless(i)), HttpResponse.BodyHandlers.ofString())
                                .thenApply(ManySearchesTest::status));
                if (i % 20 == 19) {
                    slowest = Math.max(slowest, healthNanos(node, http));
                    answers.forEach(CompletableFuture::join);
                }
            }
            assertThat(answers.stream().map(CompletableFuture::join).distinct()).containsExactlyInAnyOrder(200, 429);
            assertThat(client.list()).hasSize(100);
            System.out.printf("slowest health %.3f s%n", slowest / 1e9);
            assertThat(Duration.ofNanos(slowest)).isLessThan(HEALTH);

            client.command(client.list().get(0).id(), "cancel");
            HttpResponse<String> next =
                    http.send(start(node, "short", spec("short", 20, 1)), HttpResponse.BodyHandlers.ofString());
            assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
            awaitEnd(client, "short");
        }
    }

    private static void awaitEnd(CoordinatorClient client, String id) {
        long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (client.status(id).state() != SearchState.FINISHED) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Program.pause();
        }
    }

    /** 429 says why. */
    private static int status(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            assertThat(answer.body())
                    .startsWith("{\"error\":\"the coordinator has ")
                    .contains("the most that it takes");
        }
        return answer.statusCode();
    }

    private static long healthNanos(Program node, HttpClient http) throws Exception {
        long start = System.nanoTime();
        HttpRequest health =
                HttpRequest.newBuilder(URI.create(node.url() + "/api/health")).build();
        assertThat(http.send(health, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
        return System.nanoTime() - start;
    }

    private static HttpRequest start(Program node, String id, SearchSpec spec) {
        return HttpRequest.newBuilder(URI.create(node.url() + "/api/searches"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + node.token())
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(new SearchRequest(id, spec))))
                .build();
    }

    private SearchSpec endless(int seed) throws Exception {
        return spec("endless", 100_000, seed);
    }

    private SearchSpec spec(String name, int evaluations, int seed) throws Exception {
        return SpecReader.read(Files.writeString(
                folder.resolve(name + ".conf"),
                """
                stand-in { function = zdt1, genes = 12, choices = 8 }
                objectives = [f1, f2]
                strategy { name = random, population = 8 }
                evaluations = %d
                seed = %d
                """
                        .formatted(evaluations, seed)));
    }
}
