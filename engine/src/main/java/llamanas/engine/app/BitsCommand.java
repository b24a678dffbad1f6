package llamanas.engine.app;

import java.nio.file.Path;
import llamanas.config.SpecReader;
import llamanas.engine.cli.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llama-nas bench bits}. */
@Command(
        name = "bits",
        description = {
            "Search shapes and bits together, and search shapes first and quantize the front then, with as many"
                    + " evaluations: which front is better?",
            "The spec has a model that needs no preparation, and 16 among its bits; its evaluations are what each of"
                    + " the two may spend. Fronts are compared on the data of the search, and on unseen data."
        },
        footer = {
            "",
            "Examples:",
            "  llama-nas bench bits SPEC.conf --runs 5",
            "  llama-nas bench bits SPEC.conf --runs 5 --threads 1 --json"
        })
final class BitsCommand extends ComputingCommand {
    @Parameters(paramLabel = "SPEC.conf", description = "A search spec with bits in its space.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path spec;

    @Option(
            names = "--runs",
            paramLabel = "R",
            defaultValue = "5",
            description = "Seeds, from 1 on (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            description = "cpu or gpu0, gpu1, .. (default: ${DEFAULT-VALUE}).")
    private String device = "cpu";

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads of one operation on a CPU (default: all cores).")
    private int threads;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    void run(Console console) {
        new BitsRun(console, SpecReader.read(spec), device, threads).run(runs, json);
    }
}
