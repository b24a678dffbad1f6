package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import llamanas.engine.cli.CoordinatorClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running node refuses: searches that can't be, and a second node in its place. */
class BadRequestTest {
    @TempDir
    private static Path shared;

    private static Program node;
    private static CoordinatorClient client;
    private static Path data;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        data = shared.resolve("data");
        node = SmallSearch.node(data);
        client = node.client();
    }

    @AfterAll
    static void stop() {
        assertThat(node.err()).doesNotContain("\tat ").doesNotContain("ERROR");
        node.close();
    }

    /** Starts a search by the small spec with one thing replaced; it must be refused, and nothing of it be there. */
    private void isRefused(String what, String by, String... parts) throws IOException {
        SmallSearch.spec(folder);
        Path file = folder.resolve("small.conf");
        String text = Files.readString(file);
        assertThat(text).contains(what);
        Files.writeString(file, text.replace(what, by));
        Map<String, Long> before = SpoiltModel.files(data.resolve("searches"));
        Commands.run("search", "start", file, "--url", node.url()).isBadInput(parts);
        assertThat(client.list()).isEmpty();
        assertThat(SpoiltModel.files(data.resolve("searches"))).isEqualTo(before);
    }

    private String spec() {
        return folder.resolve("small.conf").toString();
    }

    @Test
    void misspeltKey() throws IOException {
        isRefused("objectives =", "objectivs =", spec(), "objectivs", "objectives");
        isRefused("population", "popluation", spec(), "strategy.popluation", "population");
    }

    @Test
    void objectiveOfAnUnknownTask() throws IOException {
        isRefused(
                "[stories.nats_per_token,",
                "[storys.nats_per_token,",
                spec(),
                "objectives",
                "storys.nats_per_token",
                "stories.nats_per_token");
    }

    @Test
    void widthAboveTheModels() throws IOException {
        isRefused("[256, 512, 768]", "[256, 4096]", "ffn", "4096", "768");
    }

    @Test
    void depthAboveTheModels() throws IOException {
        isRefused("[5, 6, 7, 8]", "[5, 9]", "depth", "9", "8");
    }

    @Test
    void modelThatDoesNotExist() throws IOException {
        isRefused("config/demo/model", "config/demo/modle", "config/demo/modle", "config.json");
    }

    @Test
    void taskFileThatDoesNotExist() throws IOException {
        isRefused("stories-report.txt", "no-report.txt", "no-report.txt", "does not exist");
    }

    @Test
    void unknownSearch() {
        for (String command : new String[] {"status", "watch", "pause", "resume", "cancel", "front", "candidates"}) {
            Commands.run("search", command, "nobody", "--url", node.url()).isBadInput("nobody", "does not exist");
        }
    }

    @Test
    void portOfHttpInUse() throws IOException {
        Path other = folder.resolve("other");
        startsNoNode(
                "--http-port=" + node.url().getPort(), other, "" + node.url().getPort(), "--http-port");
    }

    @Test
    void portOfTheClusterInUse() throws IOException {
        String port = node.cluster().substring(node.cluster().indexOf(':') + 1);
        startsNoNode("--port=" + port, folder.resolve("other"), port, "cluster");
    }

    @Test
    void dataFolderInUse() throws IOException {
        startsNoNode("--threads=1", data, data.toString(), "in use", "--data");
        assertThat(client.list()).isEmpty();
    }

    private void startsNoNode(String flag, Path folderOfData, String... parts) throws IOException {
        List<String> words = new ArrayList<>(List.of("node", "--role=all", "--data=" + folderOfData, flag));
        Stream.of("--port=0", "--http-port=0")
                .filter(free -> !flag.startsWith(free.substring(0, free.length() - 1)))
                .forEach(words::add);
        try (Program second = Program.start(folder, words.toArray(String[]::new))) {
            assertThat(second.await()).isEqualTo(2);
            assertThat(second.err()).startsWith("llama-nas: ").contains(parts).hasLineCount(1);
            assertThat(second.out()).isEmpty();
        }
    }

    @Test
    void bodiesThatAreNoSearch() throws Exception {
        refuses(400, "application/json", "{\"id\": \"x\", ");
        refuses(400, "application/json", "[]");
        refuses(400, "application/json", "{\"id\": \"x\"}");
        refuses(400, "application/json", "{\"id\": \"../x\", \"spec\": {}}");
        refuses(415, "text/plain", "{}");
        refuses(413, "application/json", " ".repeat(3_000_000));
        assertThat(client.list()).isEmpty();
    }

    private static void refuses(int status, String type, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.url() + "/api/searches"))
                .header("Content-Type", type)
                .header("Authorization", "Bearer " + node.token())
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).startsWith("{\"error\":\"").doesNotContain("\tat ");
        assertThat(answer.statusCode()).isEqualTo(status);
    }
}
