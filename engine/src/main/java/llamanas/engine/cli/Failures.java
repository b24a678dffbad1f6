package llamanas.engine.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import llamanas.engine.output.Printable;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.StoppedException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What people see when a command fails: one message, never a stack trace unless they ask for it with {@code --stacktrace}.
 * Exit codes: 2 for bad input, 1 for everything else.
 */
public final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    public static final int FAILURE = 1;
    public static final int BAD_INPUT = 2;

    /** Makes a command line fail in this way. */
    public static CommandLine install(CommandLine commandLine) {
        Failures failures = new Failures();
        return commandLine.setExecutionExceptionHandler(failures).setParameterExceptionHandler(failures);
    }

    @Override
    public int handleExecutionException(Exception thrown, CommandLine commandLine, ParseResult parsed) {
        return report(thrown, commandLine.getErr(), stackTraceWanted(commandLine));
    }

    /** The exit code for a failure, after saying what it is. */
    public static int report(Throwable thrown, PrintWriter err, boolean stackTrace) {
        Throwable cause = unwrap(thrown);
        Optional<String> said = said(cause);
        err.println("llama-nas: " + printable(said.orElseGet(() -> "unexpected failure: " + cause)));
        if (stackTrace) {
            cause.printStackTrace(err);
        } else if (said.isEmpty()) {
            err.println("           --stacktrace shows where; please report it");
        }
        err.flush();
        return cause instanceof InvalidInputException ? BAD_INPUT : FAILURE;
    }

    /** What to tell a person; empty for what should not have happened. */
    private static Optional<String> said(Throwable cause) {
        boolean expected = cause instanceof InvalidInputException
                || cause instanceof CommandFailure
                || cause instanceof StoppedException
                || (cause instanceof TimeoutException && cause.getMessage() != null);
        if (expected) {
            return Optional.of(String.valueOf(cause.getMessage()));
        }
        // Whatever breaks off under a program that was told to end is no fault of it.
        return OutOfMemory.said(cause).or(() -> Shutdown.hasBegun() ? Optional.of("stopped") : Optional.empty());
    }

    @Override
    public int handleParseException(ParameterException thrown, String[] args) {
        CommandLine commandLine = thrown.getCommandLine();
        PrintWriter err = commandLine.getErr();
        CommandSpec spec = commandLine.getCommandSpec();
        err.println("llama-nas: " + printable(String.valueOf(thrown.getMessage())));
        UnmatchedArgumentException.printSuggestions(thrown, err);
        err.println("           './" + spec.qualifiedName() + " --help' shows what is possible");
        err.flush();
        return BAD_INPUT;
    }

    /** What people sent is in messages too; no line of it looks like one of ours. */
    private static String printable(String message) {
        return Printable.lines(message).replace("\n", "\n           ");
    }

    private static boolean stackTraceWanted(CommandLine commandLine) {
        return commandLine.getParseResult() != null
                && Boolean.TRUE.equals(commandLine.getParseResult().matchedOptionValue("--stacktrace", false));
    }

    private static Throwable unwrap(Throwable thrown) {
        boolean wrapper = thrown instanceof CompletionException || thrown instanceof ExecutionException;
        return wrapper && thrown.getCause() != null ? unwrap(thrown.getCause()) : thrown;
    }
}
