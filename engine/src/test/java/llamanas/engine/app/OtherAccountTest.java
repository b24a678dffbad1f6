package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import llamanas.engine.access.TestState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node as another account of the same machine meets it. */
class OtherAccountTest {
    @TempDir
    private static Path folder;

    private static Path data;
    private static Program node;

    @BeforeAll
    static void start() throws Exception {
        // So that it is the node's own folders that are closed.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        data = folder.resolve("data");
        node = SmallSearch.node(data);
        node.client().list();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void withoutTheTokenOnlyHealthAnswers() throws Exception {
        assertThat(get("/api/health").statusCode()).isEqualTo(200);
        assertThat(get("/api/searches").statusCode()).isEqualTo(401);
        assertThat(get("/api/searches").body()).startsWith("{\"error\":\"the node's token is missing or wrong");
    }

    @Test
    void theTokenIsInTwoFilesOfTheAccountAndNowhereElse() throws Exception {
        assertThat(data.resolve("token")).hasContent(node.token());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("token"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
        assertThat(node.err() + node.out() + Files.readString(data.resolve("logs/llama-nas.log")))
                .doesNotContain(node.token());
        assertThat(Files.readString(Path.of("/proc/" + node.pid() + "/cmdline")))
                .doesNotContain(node.token());
    }

    @Test
    void anotherAccountCantReadIt() throws Exception {
        assumeTrue((Integer) Files.getAttribute(folder, "unix:uid") == 0, "only root can be another account");
        Path readable = Files.writeString(folder.resolve("readable"), "for all");
        Files.setPosixFilePermissions(readable, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(asNobody("cat", readable))
                .as("nobody is there, and can read")
                .isZero();

        assertThat(asNobody("cat", data.resolve("token"))).isNotZero();
        assertThat(asNobody("ls", data)).isNotZero();
        Path byPort = TestState.folder().resolve("token-" + node.url().getPort());
        assertThat(byPort).hasContent(node.token());
        assertThat(asNobody("cat", byPort)).isNotZero();
    }

    private static int asNobody(String command, Path file) throws Exception {
        Process process = new ProcessBuilder("su", "-s", "/bin/sh", "nobody", "-c", command + " '" + file + "'")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("su.txt").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(node.url() + path)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
