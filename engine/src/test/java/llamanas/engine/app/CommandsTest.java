package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import llamanas.config.Settings;
import llamanas.engine.cli.Failures;
import llamanas.engine.http.FakeSearches;
import llamanas.engine.http.TestServer;
import llamanas.engine.output.Json;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands as a person types them, against a real HTTP server. */
class CommandsTest {
    private static TestServer server;

    @TempDir
    Path folder;

    private String out = "";
    private String err = "";

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void reset() {
        server.searches.reset();
    }

    @Test
    void startsASearchUnderANameMadeFromItsSpec() {
        assertThat(client("search", "start", "my.conf")).isZero();

        assertThat(server.searches.calls()).hasSize(1);
        assertThat(server.searches.calls().get(0)).matches("start my-search-[0-9a-f]{6} My Search");
        assertThat(out).containsPattern("(?m)^search +my-search-[0-9a-f]{6} \\(My Search\\)$");
        assertThat(err).contains("search watch my-search-");
    }

    @Test
    void watchesTheSearchThatItStartsAndPrintsTheFront() {
        assertThat(client("search", "start", "my.conf", "--watch")).isZero();

        assertThat(err).contains("3/3  1 running  hypervolume 2.8000  front 3  1 min 01 s  finished");
        assertThat(out).contains("stories nats/token").containsPattern("3.500 +3.670 +\\+12.4 % +2 +12 +3.94 M +1.30x");
    }

    @Test
    void failsWhereTheWatchedSearchFails() {
        server.searches.end = SearchState.FAILED;

        assertThat(client("search", "watch", "known")).isEqualTo(1);
        assertThat(err).contains("search 'known' has failed: the disk is full");
        assertThat(out).isEmpty();
    }

    @Test
    void printsTheFrontAsJsonInItsStableShape() throws IOException {
        assertThat(client("search", "front", "known", "--format", "json")).isZero();

        assertThat(Json.readOurList(out, FrontMember.class)).isEqualTo(FakeSearches.members());
        JsonNode member = new ObjectMapper().readTree(out).get(1);
        assertThat(member.fieldNames()).toIterable().containsExactly("candidate", "architecture", "metrics");
        assertThat(member.at("/architecture/layers/1/ffn").intValue()).isEqualTo(8);
        assertThat(member.at("/architecture/layers/1/attention").textValue()).isEqualTo("full");
        assertThat(err).isEmpty();
    }

    @Test
    void printsTheFrontAsCsvWithGenesAsColumns() {
        assertThat(client("search", "front", "known", "--format=csv")).isZero();

        assertThat(out).startsWith("candidate,depth,ffn[2],ffn[10],parameters,").contains("\n2,2,8,8,3935424,");
    }

    @Test
    void printsTheFrontForPeopleWithWhatWasAskedFor() {
        assertThat(client("search", "front", "known")).isZero();
        assertThat(out).contains("candidate  search  unseen   change  layers  mean FFN  parameters  smaller");
        assertThat(client(
                        "search", "front", "known", "--objectives", "parameters", "--max", "stories.nats_per_token=4"))
                .isZero();
        assertThat(out).contains("candidate  parameters  smaller  search  unseen   change  layers  mean FFN\n");
    }

    @Test
    void printsCandidatesForPeople() {
        assertThat(client("search", "candidates", "known")).isZero();

        assertThat(out).contains("depth=2 ffn=8,16").contains("5.12 M").doesNotContain("5115072");
    }

    @Test
    void printsListsInAllFormats() {
        assertThat(client("search", "list")).isZero();
        assertThat(out).containsPattern("known +paused +1/3 +0 +1 +1 +2.6000 +1 min 01 s +5 s");
        assertThat(client("search", "list", "--format", "csv")).isZero();
        assertThat(out)
                .contains(
                        "\nknown,My Search,PAUSED,1,3,1,0,1,1,2.6,61000,5000,1.3e10,,,,,,,,,0,,,,,stories.nats_per_token,\n");
        assertThat(client("search", "list", "--format", "json")).isZero();
        assertThat(Json.readOurList(out, SearchStatus.class)).hasSize(1);
        assertThat(client("workers")).isZero();
        assertThat(out).contains("w-1").contains("127.0.0.1:25520");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "resume", "cancel"})
    void passesCommandsOn(String command) {
        assertThat(client("search", command, "known", "--format", "json")).isZero();

        assertThat(server.searches.calls()).containsExactly(command + " known");
        assertThat(Json.readOurs(out, SearchStatus.class).id()).isEqualTo("known");
    }

    @Test
    void steersASearch() throws IOException {
        Path mine = Files.writeString(folder.resolve("mine.json"), "{\"layers\": [{}, {}]}");
        assertThat(client("search", "extend", "known", "--evaluations", "5", "--request", "r"))
                .isZero();
        assertThat(client("search", "reference", "known", "--of", "parameters=5M", "--of", "stories.nats_per_token=4"))
                .isZero();
        assertThat(client("search", "reference", "known", "--usual")).isZero();
        assertThat(client("search", "inject", "known", "--subnet", mine.toString()))
                .isZero();
        assertThat(err).contains("it is candidate 1 now");
        assertThat(server.searches.calls())
                .containsExactly(
                        "extend 5 r known",
                        "reference {parameters=5000000.0, stories.nats_per_token=4.0} known",
                        "reference {} known",
                        "inject " + mine + " {\"layers\": [{}, {}]} known");
    }

    @Test
    void asksForAnotherFront() {
        assertThat(client(
                        "search",
                        "front",
                        "known",
                        "--best",
                        "stories.nats_per_token",
                        "--min",
                        "parameters=3.0M",
                        "--max",
                        "parameters=3.3M"))
                .isZero();
        assertThat(server.searches.calls().get(0))
                .contains("objectives=[stories.nats_per_token]", "minimum=3000000.0, maximum=3300000.0", "one=true");
    }

    @Test
    void refusesSteeringThatIsNone() {
        assertThat(client("search", "extend", "known")).isEqualTo(2);
        assertThat(client("search", "reference", "known")).isEqualTo(2);
        assertThat(client("search", "reference", "known", "--of", "parameters")).isEqualTo(2);
        assertOneLine("--of: found 'parameters', expected METRIC=NUMBER");
        assertThat(client("search", "inject", "known", "--subnet", "nowhere.json"))
                .isEqualTo(2);
        assertOneLine("nowhere.json: no such file");
        assertThat(server.searches.calls()).isEmpty();
    }

    @Test
    void exitsWith2ForBadInput() {
        assertThat(client("search", "status", "nobody/..")).isEqualTo(2);
        assertOneLine("search 'nobody/..' does not exist");
        assertThat(client("search", "start", "missing.conf")).isEqualTo(2);
        assertOneLine("missing.conf does not exist");
        assertThat(client("search", "start", "my.conf", "--id", "a b")).isEqualTo(2);
        assertOneLine("'a b' can't be used");
        assertThat(run("search", "list", "--url", "somewhere")).isEqualTo(2);
        assertOneLine("--url somewhere");
        assertThat(client("search", "list", "--format", "xml")).isEqualTo(2);
        assertThat(client("search", "lst")).isEqualTo(2);
        assertThat(client("search")).isEqualTo(2);
        assertThat(client("search", "front")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
        assertThat(run("demo", "--evaluations", "0")).isEqualTo(2);
        assertThat(run("node", "--role", "king")).isEqualTo(2);
    }

    @Test
    void exitsWith1ForFailures() {
        server.searches.failure = new IllegalStateException("bug");
        assertThat(client("search", "list")).isEqualTo(1);
        assertOneLine("internal error");
        server.searches.failure = new TimeoutException("no worker has joined");
        assertThat(client("search", "start", "my.conf")).isEqualTo(1);
        assertOneLine("no worker has joined");
        assertThat(run("search", "list", "--url", "http://127.0.0.1:1")).isEqualTo(1);
        assertOneLine("no coordinator answers at http://127.0.0.1:1; start one with './llama-nas node --role all'");
    }

    @Test
    void saysThatNobodyAnswersOnlyWhereThatIsSo() throws IOException {
        try (ServerSocket rude = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            Thread hangsUp = new Thread(() -> hangUp(rude), "rude");
            hangsUp.setDaemon(true);
            hangsUp.start();
            assertThat(run("search", "list", "--url", "http://127.0.0.1:" + rude.getLocalPort()))
                    .isEqualTo(1);
        }
        assertOneLine("broke off");
        assertThat(err).doesNotContain("no coordinator answers");
        StringWriter said = new StringWriter();
        Throwable closed = new IOException("selector manager closed", new OutOfMemoryError("Java heap space"));
        assertThat(Failures.report(closed, new PrintWriter(said), false)).isEqualTo(1);
        assertThat(said.toString()).contains("Java has no memory left (Java heap space)", "LLAMA_NAS_JAVA_OPTS");
    }

    private static void hangUp(ServerSocket server) {
        try {
            while (true) {
                Socket socket = server.accept();
                byte[] request = new byte[64];
                assertThat(socket.getInputStream().read(request)).isPositive();
                socket.close();
            }
        } catch (IOException e) {
            // The test has ended.
            return;
        }
    }

    @Test
    void showsStackTracesOnlyOnRequest() {
        assertThat(client("search", "start", "broken.conf")).isEqualTo(1);
        assertThat(err).contains("unexpected failure").contains("--stacktrace").doesNotContain("\tat ");
        assertThat(client("search", "start", "broken.conf", "--stacktrace")).isEqualTo(1);
        assertThat(err).contains("\tat ");
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(run("--help")).isZero();
        assertThat(out).contains("demo", "node", "search", "workers", "Exit codes");
        assertThat(run("search", "--help")).isZero();
        assertThat(out)
                .contains("start", "list", "status", "watch", "pause", "resume", "cancel", "front", "candidates");
        assertThat(run("--version")).isZero();
        assertThat(out).startsWith("llama-nas ").doesNotContain("${");
    }

    private void assertOneLine(String message) {
        assertThat(err).startsWith("llama-nas: ").contains(message).hasLineCount(1);
        assertThat(out).isEmpty();
    }

    private int client(String... args) {
        String[] url = {"--url", server.uri().toString()};
        // A group of commands has no address.
        return run(args.length < 2 && args[0].equals("search") ? args : join(args, url));
    }

    private static String[] join(String[] first, String[] second) {
        return Stream.of(first, second).flatMap(Stream::of).toArray(String[]::new);
    }

    private int run(String... args) {
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        int code = Main.commandLine(new FakeParts())
                .setOut(new PrintWriter(outText))
                .setErr(new PrintWriter(errText))
                .execute(args);
        out = outText.toString();
        err = errText.toString();
        return code;
    }

    /** Specs without files, and no nodes. */
    private static final class FakeParts implements Parts {
        @Override
        public SearchSpec spec(Path file) {
            String name = file.toString();
            if (name.startsWith("missing")) {
                throw new InvalidInputException(name + " does not exist");
            }
            if (name.startsWith("broken")) {
                throw new IllegalStateException("a bug");
            }
            return FakeSearches.spec("/models/x");
        }

        @Override
        public Settings settings(NodeFlags flags) {
            throw new AssertionError("no command of this test starts a node");
        }

        @Override
        public Running start(Settings settings, NodeRole role) {
            throw new AssertionError("no command of this test starts a node");
        }
    }
}
