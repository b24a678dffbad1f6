package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Standard output that takes nothing: a full disk is a failure, a reader that has seen enough is none. */
class OutputTest {
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    private Path folder;

    @Test
    void aFullDiskIsAFailure() {
        assumeTrue(Files.exists(FULL), "there is no " + FULL);
        try (Program program = Program.start(folder, FULL, "search", "--help")) {
            assertThat(program.await()).isEqualTo(1);
            assertThat(program.err())
                    .startsWith("llama-nas: standard output can't be written (")
                    .hasLineCount(1);
        }
    }

    /** The reader ends long before Java has started. */
    @Test
    void aReaderThatHasSeenEnoughIsNone() throws IOException, InterruptedException {
        Path err = folder.resolve("err.txt");
        Process process = new ProcessBuilder(Program.command("search", "--help"))
                .redirectError(err.toFile())
                .start();
        process.getInputStream().close();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(err).isEmptyFile();
    }
}
