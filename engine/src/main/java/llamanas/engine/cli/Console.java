package llamanas.engine.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command writes: results to standard output, everything that only a waiting person needs to standard error.
 *
 * @param live whether {@code err} is a terminal, on which a line can be written over
 */
public record Console(PrintWriter out, PrintWriter err, boolean live) {
    /** The streams of a picocli command. The launcher knows whether standard error is a terminal. */
    public static Console of(CommandSpec command) {
        return new Console(
                command.commandLine().getOut(),
                command.commandLine().getErr(),
                Boolean.getBoolean("llamanas.terminal"));
    }

    /** A result. */
    public void print(String text) {
        out.print(text);
        out.flush();
    }

    /** A remark for a person. */
    public void say(String line) {
        err.println(line);
        err.flush();
    }
}
