package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;
import llamanas.config.SpecReader;
import llamanas.engine.cli.CoordinatorClient;
import llamanas.engine.output.Json;
import llamanas.protocol.api.SearchRequest;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What somebody with the token, but without good intentions, sends to a node on which a search of somebody else's runs: the node
 * answers throughout, and that search comes to its front. See {@link StrangerTest}, {@link OtherAccountTest} and
 * {@link LauncherCacheTest} for those without a token.
 */
class AttackTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path DEMO = Program.root().resolve("config/demo");
    private static final String OUTSIDE = "is outside of the folders that this coordinator allows";
    private static final int ENDLESS = 400;
    /** Searches that are not over, at once. */
    private static final int MOST = 100;
    /** Within a second on an idle machine. */
    private static final Duration HEALTH = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    private Path root;
    private Path outside;
    private Path model;
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aNodeSurvivesThemAllAndASearchBesideThemEndsAsUndisturbed() throws Exception {
        SmallSearch.Outcome undisturbed = SmallSearch.undisturbed(folder);
        root = Files.createDirectory(folder.resolve("root"));
        outside = Files.createDirectory(folder.resolve("outside"));
        Path config = Files.writeString(
                folder.resolve("node.conf"),
                "files.roots = [%s, %s]%n".formatted(SmallSearch.quoted(DEMO), SmallSearch.quoted(root)));
        try (Program node = Program.start(
                        folder.resolve("output"),
                        "node",
                        "--role=all",
                        "--port=0",
                        "--http-port=0",
                        "--threads=1",
                        "--config=" + config,
                        "--data=" + folder.resolve("data"));
                Health health = new Health(node.url())) {
            CoordinatorClient client = node.client();
            client.start(SmallSearch.ID, SmallSearch.spec(folder));

            links(node);
            pipes(node);
            bombs(node);
            aTokenizerThatGoesBackAndForth(node);
            proposalsWithoutAnEnd(node);
            searchesWithoutAnEnd(node);

            SmallSearch.finish(client);
            assertThat(SmallSearch.Outcome.of(client)).isEqualTo(undisturbed);
            health.report();
            assertThat(node.exited()).isFalse();
        }
    }

    /** In each role that a file has. */
    private void links(Program node) throws Exception {
        for (String name : List.of("config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors")) {
            copyTheModel();
            link(model.resolve(name));
            refused(node, modelSpec(DEMO.resolve("tasks/stories-search.txt")), "its real path is " + outside);
        }
        copyTheModel();
        for (String name : List.of("stories-search.txt", "last-word-search.jsonl")) {
            Path task = Files.copy(DEMO.resolve("tasks").resolve(name), root.resolve(name));
            link(task);
            refused(node, modelSpec(task), OUTSIDE);
        }
        Path table = Files.copy(DEMO.resolve("table.csv.gz"), root.resolve("linked.csv.gz"));
        link(table);
        refused(node, tableSpec(table), OUTSIDE);
        refused(node, tableSpec(Path.of("/etc/passwd")), OUTSIDE);
    }

    private void pipes(Program node) throws Exception {
        for (String name : List.of("config.json", "tokenizer.json", "model.safetensors")) {
            copyTheModel();
            pipe(model.resolve(name));
            refused(node, modelSpec(DEMO.resolve("tasks/stories-search.txt")), "found a pipe, socket or device");
        }
        copyTheModel();
        Path task = root.resolve("pipe.txt");
        pipe(task);
        refused(node, modelSpec(task), "found a pipe, socket or device");
        Path table = root.resolve("pipe.csv.gz");
        pipe(table);
        refused(node, tableSpec(table), "found a pipe, socket or device");
    }

    private void bombs(Program node) throws Exception {
        refused(node, tableSpec(bomb(root.resolve("bomb.csv.gz"))), "unpacks to");
        copyTheModel();
        change("config.json", json -> json.put("num_hidden_layers", Integer.MAX_VALUE));
        refused(node, modelSpec(DEMO.resolve("tasks/stories-search.txt")), "num_hidden_layers: found 2147483647");
        copyTheModel();
        change("config.json", json -> json.put("max_position_embeddings", Integer.MAX_VALUE));
        refused(node, modelSpec(DEMO.resolve("tasks/stories-search.txt")), "max_position_embeddings: found");
    }

    private void aTokenizerThatGoesBackAndForth(Program node) throws Exception {
        copyTheModel();
        change("tokenizer.json", json -> {
            ObjectNode normalizer = json.putObject("normalizer");
            normalizer.put("type", "Replace").put("content", "x");
            normalizer.putObject("pattern").put("Regex", "(a+)+$");
        });
        Path task = Files.writeString(root.resolve("a.txt"), "a".repeat(40) + "!\n");
        refused(node, modelSpec(task), "the tokenizer ended its process");
    }

    /** Their planners are freed. */
    private void proposalsWithoutAnEnd(Program node) throws Exception {
        CoordinatorClient client = node.client();
        List<String> ids = List.of("unbounded-0", "unbounded-1");
        for (String id : ids) {
            started(node, id, unbounded());
        }
        for (String id : ids) {
            await(client, id, "measured its first generation", status -> status.done() >= 5);
            client.command(id, "cancel");
        }
        for (String id : ids) {
            await(client, id, "cancelled", status -> status.state() == SearchState.CANCELLED);
        }
    }

    private void searchesWithoutAnEnd(Program node) throws Exception {
        CoordinatorClient client = node.client();
        Set<Integer> codes = new TreeSet<>();
        String endless = endless();
        for (int i = 0; i < ENDLESS; i++) {
            HttpResponse<String> answer = post(node, "endless-" + i, endless);
            codes.add(answer.statusCode());
            if (answer.statusCode() != 200) {
                assertThat(answer.body())
                        .startsWith("{\"error\":\"the coordinator has ")
                        .contains("the most that it takes");
            }
        }
        assertThat(codes).containsExactly(200, 429);
        List<String> running = client.list().stream()
                .filter(status -> !status.state().isFinal())
                .map(SearchStatus::id)
                .toList();
        // One fewer where the search beside them ends just now.
        assertThat(running).hasSizeBetween(MOST - 1, MOST);
        running.stream().filter(id -> id.startsWith("endless")).forEach(id -> client.command(id, "cancel"));
        started(node, "after", endless.replace("100000", "20"));
        await(client, "after", "finished", status -> status.state() == SearchState.FINISHED);
    }

    private static void await(CoordinatorClient client, String id, String what, Predicate<SearchStatus> wanted) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!wanted.test(client.status(id))) {
            assertThat(System.nanoTime())
                    .as(id + " is not " + what + ": " + client.status(id))
                    .isLessThan(end);
            Program.pause();
        }
    }

    private void refused(Program node, String spec, String message) throws Exception {
        HttpResponse<String> answer = post(node, "refused", spec);
        assertThat(answer.body()).as(spec).startsWith("{\"error\":").contains(message);
        assertThat(answer.statusCode()).isEqualTo(400);
    }

    private void started(Program node, String id, String spec) throws Exception {
        HttpResponse<String> answer = post(node, id, spec);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private HttpResponse<String> post(Program node, String id, String spec) throws Exception {
        SearchRequest request =
                new SearchRequest(id, SpecReader.read(Files.writeString(folder.resolve("attack.conf"), spec)));
        return http.send(
                HttpRequest.newBuilder(URI.create(node.url() + "/api/searches"))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + node.token())
                        .timeout(PATIENCE)
                        .POST(HttpRequest.BodyPublishers.ofString(Json.write(request)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String modelSpec(Path task) {
        return """
                model = %s
                dtype = float32
                tasks { t { search = %s, limit = 2 } }
                space { ffn = [256, 768] }
                objectives = [parameters]
                evaluations = 4
                """
                .formatted(SmallSearch.quoted(model), SmallSearch.quoted(task));
    }

    private static String tableSpec(Path table) {
        return """
                stand-in { table = %s }
                objectives = [stories-search.nats_per_token, parameters]
                evaluations = 20
                """
                .formatted(SmallSearch.quoted(table));
    }

    private static String unbounded() {
        return """
                stand-in { function = zdt1, genes = 200, choices = 10 }
                objectives = [f1, f2]
                strategy { name = linas, population = 1000, predictions = 1000000, batch = 5, first = 5 }
                evaluations = 100000
                """;
    }

    private static String endless() {
        return """
                stand-in { function = zdt1, genes = 12, choices = 8 }
                objectives = [f1, f2]
                strategy { name = random, population = 8 }
                evaluations = 100000
                """;
    }

    private void copyTheModel() throws IOException {
        model = Files.createTempDirectory(root, "model");
        for (String name : List.of("config.json", "tokenizer.json", "model.safetensors")) {
            Files.copy(DEMO.resolve("model").resolve(name), model.resolve(name));
        }
        Files.writeString(model.resolve("tokenizer_config.json"), "{\"bos_token\": \"<s>\"}");
    }

    private void change(String name, Consumer<ObjectNode> how) throws IOException {
        Path file = model.resolve(name);
        ObjectNode json = (ObjectNode) JSON.readTree(Files.readAllBytes(file));
        how.accept(json);
        Files.write(file, JSON.writeValueAsBytes(json));
    }

    /** Moves a file out of the node's folders and puts a link in its place. */
    private void link(Path file) throws IOException {
        Path moved = outside.resolve(file.getFileName());
        Files.deleteIfExists(moved);
        Files.createSymbolicLink(file, Files.move(file, moved));
    }

    private static void pipe(Path file) throws Exception {
        Files.deleteIfExists(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
    }

    /** A few MB that unpack to 16 GB: one packed part over and over. */
    private Path bomb(Path file) throws IOException {
        Path part = folder.resolve("part.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(part))) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                out.write(zeros);
            }
        }
        byte[] packed = Files.readAllBytes(part);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < 256; i++) {
                out.write(packed);
            }
        }
        return file;
    }

    /** Asks for a node's health all the time. */
    private static final class Health implements AutoCloseable {
        private final HttpClient http = HttpClient.newHttpClient();
        private final HttpRequest request;
        private final Thread thread = new Thread(this::ask, "health");
        private volatile boolean stopped;
        private volatile long slowest;
        private final AtomicInteger answers = new AtomicInteger();
        private volatile String fault = "";

        Health(URI node) {
            request = HttpRequest.newBuilder(URI.create(node + "/api/health"))
                    .timeout(PATIENCE)
                    .build();
            thread.start();
        }

        private void ask() {
            while (!stopped) {
                long start = System.nanoTime();
                try {
                    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                    if (answer.statusCode() != 200) {
                        fault = answer.body();
                    }
                    answers.incrementAndGet();
                    Thread.sleep(20);
                } catch (IOException | InterruptedException e) {
                    fault = stopped ? fault : e.toString();
                }
                slowest = Math.max(slowest, System.nanoTime() - start);
            }
        }

        void report() {
            System.out.printf("%d times asked for its health, slowest answer %.3f s%n", answers.get(), slowest / 1e9);
            assertThat(fault).isEmpty();
            assertThat(answers.get()).isGreaterThan(20);
            assertThat(Duration.ofNanos(slowest)).isLessThan(HEALTH);
        }

        @Override
        public void close() {
            stopped = true;
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
