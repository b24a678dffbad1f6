package llamanas.engine.app;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import llamanas.engine.cli.Console;
import llamanas.engine.cli.Runs;
import llamanas.protocol.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code llama-nas demo}. */
@Command(
        name = "demo",
        description = {
            "Prepare the bundled model and search its sub-networks, in this process, and print the front.",
            "Killed and started again, the same command goes on where it was."
        },
        footer = {
            "",
            "Examples:",
            "  llama-nas demo",
            "  llama-nas demo --evaluations 60 --seed 7 --data /tmp/demo",
            "  llama-nas demo --raw"
        })
@Runs(Runs.Kind.COMPUTING)
final class DemoCommand implements Callable<Integer> {
    private final Parts parts;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Option(
            names = "--evaluations",
            paramLabel = "N",
            description = "How many sub-networks to measure (default: that of config/presets/demo.conf).")
    private Optional<Integer> evaluations = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Where all randomness comes from (default: that of the preset).")
    private Optional<Long> seed = Optional.empty();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder for journal, results and logs (default: llama-nas-data).")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--raw", description = "Search the checkpoint as it is, without preparing it: for comparison.")
    private boolean raw;

    DemoCommand(Parts parts) {
        this.parts = parts;
    }

    @Override
    public Integer call() {
        evaluations.filter(n -> n < 1).ifPresent(n -> {
            throw new InvalidInputException("--evaluations " + n + " is too few; expected at least 1");
        });
        new DemoRun(parts, Console.of(command)).run(evaluations, seed, data, raw);
        return 0;
    }
}
