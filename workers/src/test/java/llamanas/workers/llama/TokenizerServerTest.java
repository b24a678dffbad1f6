package llamanas.workers.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.protocol.InvalidInputException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenizerServerTest {
    private static final Path FILE = Checkpoints.DEMO.resolve(Tokenizer.FILE);

    private static final TokenizerServer.Limits LIMITS =
            new TokenizerServer.Limits(256L << 20, 4L << 30, Duration.ofMinutes(2));

    private final TokenizerServer server = new TokenizerServer(LIMITS);

    @AfterEach
    void end() {
        server.close();
    }

    private static byte[] demo() throws IOException {
        return Files.readAllBytes(FILE);
    }

    /** The demo's tokenizer, which first replaces what a pattern finds. */
    private static byte[] replacing(String pattern) throws IOException {
        ObjectNode json = (ObjectNode) Checkpoints.JSON.readTree(demo());
        ObjectNode normalizer = json.putObject("normalizer");
        normalizer.put("type", "Replace").put("content", "x");
        normalizer.putObject("pattern").put("Regex", pattern);
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void oneProcessServesAllTokenizersUntilItDies() throws IOException {
        TokenizerServer.Opened first = server.open(FILE, demo());
        long pid = server.pid();
        TokenizerServer.Opened second = server.open(FILE, replacing("b"));
        long[] bear = first.encode(List.of("a bear"), false).get(0);
        assertThat(second.encode(List.of("a bear"), false).get(0)).isNotEqualTo(bear);
        assertThat(server.pid()).isEqualTo(pid);
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        assertThat(first.encode(List.of("a bear"), false).get(0)).isEqualTo(bear);
        assertThat(first.decode(bear, true)).isEqualTo("a bear");
        assertThat(server.pid()).isNotEqualTo(pid);
        second.close();
        first.close();
    }

    /** What ended this process before: the native library gives up on the pattern, and aborts. */
    @Test
    void aPatternThatGoesBackAndForthIsBadInput() throws IOException {
        TokenizerServer.Opened good = server.open(FILE, demo());
        TokenizerServer.Opened bad = server.open(FILE, replacing("(a+)+$"));
        assertThat(bad.encode(List.of("a bear"), false)).hasSize(1);
        assertThatThrownBy(() -> bad.encode(List.of("a".repeat(40) + "!"), false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(FILE + ": the tokenizer ended its process")
                .hasMessageContaining("2 times");
        assertThat(good.encode(List.of("a bear"), false).get(0)).isNotEmpty();
    }

    @Test
    void whatTakesTooLongIsBadInput() throws IOException {
        try (TokenizerServer hasty =
                new TokenizerServer(new TokenizerServer.Limits(256L << 20, 4L << 30, Duration.ZERO))) {
            byte[] json = demo();
            assertThatThrownBy(() -> hasty.open(FILE, json))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("at it for longer than 0 s, 2 times");
        }
    }

    @Test
    void memoryHasALimit() throws IOException {
        TokenizerServer.Opened growing = server.open(FILE, demo());
        ObjectNode json = (ObjectNode) Checkpoints.JSON.readTree(demo());
        ObjectNode normalizer = json.putObject("normalizer");
        normalizer.put("type", "Replace").put("content", "x".repeat(1 << 20));
        normalizer.putObject("pattern").put("String", "a");
        TokenizerServer.Opened bomb = server.open(FILE, json.toString().getBytes(StandardCharsets.UTF_8));
        List<String> texts = List.of("a".repeat(10_000));
        assertThatThrownBy(() -> bomb.encode(texts, false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("ended its process");
        assertThat(growing.encode(texts, false).get(0)).isNotEmpty();
    }

    @Test
    void aFileThatIsNoTokenizerIsRefused() {
        byte[] json = "{\"model\": {\"type\": \"none\"}}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> server.open(FILE, json))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(FILE + ": not a tokenizer that can be used: ");
    }

    @Test
    void withoutMemoryToStartItIsNoFaultOfTheFile() throws IOException {
        byte[] json = demo();
        try (TokenizerServer none =
                new TokenizerServer(new TokenizerServer.Limits(256L << 20, 64L << 20, Duration.ofMinutes(2)))) {
            assertThatThrownBy(() -> none.open(FILE, json)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void manyTextsAreSeveralRequests() throws IOException {
        TokenizerServer.Opened tokenizer = server.open(FILE, demo());
        List<String> texts =
                IntStream.range(0, 3000).mapToObj(i -> "story " + i).toList();
        List<long[]> ids = tokenizer.encode(texts, false);
        assertThat(ids).hasSize(3000);
        assertThat(tokenizer.decode(ids.get(2999), true)).isEqualTo("story 2999");
        assertThat(tokenizer.encode(List.of(), false)).isEmpty();
    }

    @Test
    void theChildSeesNoSecretsOfTheEnvironment() throws IOException {
        server.open(FILE, demo());
        String environment = Files.readString(Path.of("/proc/" + server.pid() + "/environ"));
        List<String> names = Arrays.stream(environment.split("\0", -1))
                .filter(entry -> entry.contains("="))
                .map(entry -> entry.substring(0, entry.indexOf('=')))
                .toList();
        assertThat(names)
                .contains("PATH")
                .isSubsetOf(
                        "PATH",
                        "HOME",
                        "LANG",
                        "LC_ALL",
                        "LC_CTYPE",
                        "TMPDIR",
                        "DJL_CACHE_DIR",
                        "ENGINE_CACHE_DIR",
                        "MALLOC_ARENA_MAX",
                        "PWD",
                        "OLDPWD",
                        "SHLVL",
                        "_");
    }
}
