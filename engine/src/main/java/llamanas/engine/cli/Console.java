package llamanas.engine.cli;

import java.io.PrintWriter;
import llamanas.engine.output.Printable;
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
        out.print(Printable.lines(text));
        out.flush();
    }

    /** A remark for a person. */
    public void say(String line) {
        err.println(Printable.lines(line));
        err.flush();
    }

    /** A line that is written over the one before, on a terminal; the cursor stays behind it. */
    public void rewrite(String line) {
        err.print("\r" + Printable.line(line));
        err.flush();
    }
}
