package llamanas.engine.app;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import llamanas.engine.cli.Failures;
import llamanas.engine.cli.SearchCommand;
import llamanas.engine.cli.StandardOutput;
import llamanas.engine.cli.WorkersCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The program. Commands that have to start at once load neither Akka nor DJL: keep such types out of the fields and method
 * signatures of command classes, which picocli reflects on.
 */
@Command(
        name = "llama-nas",
        description =
                "Searches the sub-networks of a LLaMA-type checkpoint for the Pareto front of quality against size.",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "First steps:",
            "  llama-nas demo                            a whole search on a bundled model, in minutes",
            "  llama-nas node --role all                 a coordinator with a worker, for your own searches",
            "  llama-nas search start SPEC.conf --watch  a search on it",
            "",
            "Exit codes: 0 done, 2 bad input, 1 failure."
        })
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show version and commit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean version;

    @Option(names = "--stacktrace", scope = ScopeType.INHERIT, description = "Show the stack trace of a failure.")
    @SuppressWarnings("UnusedVariable") // read by Failures
    private boolean stackTrace;

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        StandardOutput output = StandardOutput.ofProcess();
        PrintWriter out = output.writer();
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = execute(out, err, args);
        out.flush();
        System.exit(output.exitCode(code, err));
    }

    /** picocli hands exceptions on; memory that is not there is an error. */
    private static int execute(PrintWriter out, PrintWriter err, String... args) {
        try {
            return commandLine(new ProgramParts(Evaluators::of))
                    .setOut(out)
                    .setErr(err)
                    .execute(args);
        } catch (OutOfMemoryError e) {
            return Failures.report(e, err, false);
        }
    }

    /** The whole command line. */
    static CommandLine commandLine(Parts parts) {
        CommandLine commandLine = new CommandLine(new Main())
                .addSubcommand(new DemoCommand(parts))
                .addSubcommand(new RunNodeCommand(parts))
                .addSubcommand(new SearchCommand(parts::spec))
                .addSubcommand(new WorkersCommand())
                .addSubcommand(new PrepareCommand())
                .addSubcommand(new GatesCommand())
                .addSubcommand(new EvaluateCommand())
                .addSubcommand(new QuantizeFrontCommand())
                .addSubcommand(new MeasureCommand())
                .addSubcommand(new MeasureDeviceCommand())
                .addSubcommand(new RecoverCommand())
                .addSubcommand(new BaselineCommand())
                .addSubcommand(new BenchCommand())
                .addSubcommand(new WarmUpCommand(parts));
        return Failures.install(commandLine).setUsageHelpWidth(100).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "which command? For a first look: ./llama-nas demo");
    }
}
