package llamanas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamanas.protocol.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
    private static final Path ROOT = Path.of(System.getProperty("llamanas.root"));

    @TempDir
    private Path folder;

    private Settings read(String text) throws IOException {
        return SettingsReader.read(Optional.of(Files.writeString(folder.resolve("node.conf"), text)), Map.of());
    }

    @Test
    void hasDefaults() {
        Path data = Path.of("llama-nas-data").toAbsolutePath();
        assertThat(SettingsReader.defaults())
                .isEqualTo(new Settings(
                        data,
                        new Settings.Http("127.0.0.1", 7460),
                        new Settings.Cluster("127.0.0.1", 25520, "127.0.0.1:25520"),
                        new Settings.Worker("cpu", 1, 0),
                        new Settings.Files(List.of(), data.resolve("models")),
                        new Settings.Database(
                                "jdbc:h2:file:" + data + "/journal;DB_CLOSE_ON_EXIT=FALSE",
                                "sa",
                                "",
                                "org.h2.Driver",
                                "slick.jdbc.H2Profile$")));
    }

    @Test
    void putsTheFileAboveTheDefaultsAndTheFlagsAboveTheFile() throws IOException {
        Path file = Files.writeString(
                folder.resolve("node.conf"),
                "data = here, http.port = 1, worker { slots = 2, device = \"gpu:1\" }, files.roots = [/m, rel]");
        Settings settings = SettingsReader.read(
                Optional.of(file), Map.of("http.port", 8000, "worker.threads", "3", "data", folder + "/a b"));
        assertThat(settings.http().port()).isEqualTo(8000);
        assertThat(settings.worker()).isEqualTo(new Settings.Worker("gpu:1", 2, 3));
        assertThat(settings.data()).isEqualTo(folder.resolve("a b"));
        assertThat(settings.database().url()).startsWith("jdbc:h2:file:" + folder + "/a b/journal;");
        assertThat(settings.files().roots()).containsExactly(Path.of("/m"), folder.resolve("rel"));
        assertThat(read("data = here").data()).isEqualTo(folder.resolve("here"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "coordinator", "gpu-worker", "postgres"})
    void readsEveryProfile(String name) {
        Path profile = ROOT.resolve("config/profiles/" + name + ".conf");
        Settings settings = SettingsReader.read(Optional.of(profile), Map.of());
        assertThat(settings.cluster().host()).isEqualTo("127.0.0.1");
        assertThat(settings.database().driver())
                .isEqualTo(name.equals("postgres") ? "org.postgresql.Driver" : "org.h2.Driver");
        assertThat(settings.worker().device()).isEqualTo(name.equals("gpu-worker") ? "gpu:0" : "cpu");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "htpp.port = 1            | :1: htpp: no such key; did you mean http?",
                "worker.slot = 1          | :1: worker.slot: no such key; did you mean slots?",
                "akka.loglevel = DEBUG    | :1: akka: no such key; known here: cluster, data, database, files, http, worker",
                "http.port = 65536        | :1: http.port: found 65536, expected a port: 0 (any free one) to 65535",
                "http.port = -1           | :1: http.port: found -1, expected a port",
                "http.port = 80.5         | :1: http.port: found 80.5, expected a port",
                "http.port = web          | :1: http.port: found \"web\", expected a port",
                "http = 80                | :1: http: found 80, expected a section { ... }",
                "http.host = []           | :1: http.host: found [], expected a text",
                "http.host = null         | http.host: found nothing, expected a value",
                "http.host = 0.0.0.0      | files.roots: found [], expected the folders that specs may name, since http.host is",
                "cluster.host = 10.0.0.5  | files.roots: found [], expected the folders that specs may name, since cluster.host",
                "cluster.join = somewhere | :1: cluster.join: found \"somewhere\", expected HOST:PORT of the coordinator's node",
                "cluster.join = \"a:70000\" | :1: cluster.join: found \"a:70000\", expected HOST:PORT",
                "worker.device = tpu      | :1: worker.device: found \"tpu\", expected cpu, or gpu:N",
                "worker.slots = 0         | :1: worker.slots: found 0, expected evaluations at once",
                "worker.threads = -2      | :1: worker.threads: found -2, expected threads of one operation",
                "database.url = h2        | :1: database.url: found \"h2\", expected a JDBC URL",
                "data = \"a\\u0000b\"      | :1: data: found \"a\\u0000b\", expected a path",
                "data = \"a;b\"           | data: found ",
            })
    void refuses(String line, String message) {
        String expected = message.startsWith(":") ? folder.resolve("node.conf") + message : message;
        assertThatThrownBy(() -> read(line))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void namesTheCommandLine() {
        assertThatThrownBy(() -> SettingsReader.read(Optional.empty(), Map.of("worker.device", "npu")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "command line: worker.device: found \"npu\", expected cpu, or gpu:N with the number of a GPU");
    }

    @Test
    void refusesAMissingFile() {
        assertThatThrownBy(() -> SettingsReader.read(Optional.of(folder.resolve("x.conf")), Map.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(folder.resolve("x.conf") + ": no such file; check the path");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,true", "127.1.2.3,true", "localhost,true", "::1,true", "[::1],true",
        "0.0.0.0,false", "127.0.0.1.example.org,false", "localhost.example.org,false", "::,false", "10.0.0.1,false"
    })
    void knowsLoopback(String host, boolean expected) {
        assertThat(SettingsReader.isLoopback(host)).isEqualTo(expected);
    }

    @Test
    void neverPrintsThePassword() throws IOException {
        Settings settings = read("database.password = secret");
        assertThat(settings.database().password()).isEqualTo("secret");
        assertThat(settings.toString()).doesNotContain("secret");
    }
}
