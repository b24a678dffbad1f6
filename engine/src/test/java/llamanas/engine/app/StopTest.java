package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A stop that was asked for, at any moment of any command: never a failure to report. */
class StopTest {
    private static final Path ROOT = Program.root();
    private static final String MODEL = ROOT.resolve("config/demo/model").toString();
    private static final String TEXT =
            ROOT.resolve("config/demo/tasks/stories-search.txt").toString();
    private static final int SIGTERM = 128 + 15;

    /** More by hand: {@code -Dllamanas.tries=20}. */
    private static final int TRIES = Integer.getInteger("llamanas.tries", 1);

    private static final Random RANDOM = new Random();

    @TempDir
    private Path folder;

    static Stream<List<String>> commands() {
        return Stream.of(
                        List.of("prepare", "--model", MODEL, "--calibration", TEXT, "--out", "{new}"),
                        List.of("prepare", "--model", MODEL, "--out", "{new}", "--score", "magnitude"),
                        List.of("evaluate", "--model", MODEL, "--task", TEXT),
                        List.of("bench", "scale", "--evaluations", "50000", "--strategy", "random"),
                        List.of("demo", "--data", "{new}"))
                .flatMap(command -> Stream.generate(() -> command).limit(TRIES));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void isNoFailure(List<String> command) throws InterruptedException {
        String fresh = folder.resolve("new").toString();
        String[] args = command.stream()
                .map(word -> word.equals("{new}") ? fresh : word)
                .toArray(String[]::new);
        long millis = 500L + RANDOM.nextInt(6000);
        try (Program program = Program.start(folder.resolve("logs"), args)) {
            Thread.sleep(millis);
            int code = program.stop();
            assertThat(program.err())
                    .as("after %d ms, exit code %d", millis, code)
                    .doesNotContain("unexpected failure", "report it", "\tat ", "Exception in thread");
            assertThat(code).isIn(0, SIGTERM);
        }
    }
}
