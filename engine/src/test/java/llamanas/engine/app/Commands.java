package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The real command line, run in this process. */
final class Commands {
    private static final String WAITING = "waiting for a worker to open the model ...";

    private Commands() {}

    /**
     * How a command ended.
     *
     * @param other what reached stderr past the command line, a log for example
     */
    record Result(int code, String out, String err, String other) {
        /** Checks that the user was told once, in one line, what is wrong with the input, and nothing else. */
        void isBadInput(String... parts) {
            // A search waits for a worker's word before it is refused.
            List<String> lines =
                    err.lines().filter(line -> !line.equals(WAITING)).toList();
            assertThat(lines).as(err).hasSize(1);
            assertThat(lines.get(0)).startsWith("llama-nas: ").contains(parts);
            assertThat(code).isEqualTo(2);
            assertThat(out).isEmpty();
            assertThat(other).isEmpty();
        }
    }

    static Result run(Object... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        ByteArrayOutputStream other = new ByteArrayOutputStream();
        PrintStream stderr = System.err;
        System.setErr(new PrintStream(other, true, StandardCharsets.UTF_8));
        try {
            int code = Main.commandLine(new ProgramParts(Evaluators::of))
                    .setOut(new PrintWriter(out))
                    .setErr(new PrintWriter(err))
                    .execute(Arrays.stream(words).map(Object::toString).toArray(String[]::new));
            return new Result(code, out.toString(), err.toString(), other.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(stderr);
        }
    }
}
