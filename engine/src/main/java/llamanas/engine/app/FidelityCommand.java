package llamanas.engine.app;

import java.nio.file.Path;
import java.util.List;
import llamanas.engine.cli.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code llama-nas bench fidelity}. */
@Command(
        name = "fidelity",
        description = {
            "What measuring candidates on growing shares of the data saves: the same strategies on the same table,"
                    + " with and without, and the tokens that a model has to read until a share of the table's true"
                    + " hypervolume is reached, and until that one is reached which the search without has in the end.",
            "The table is one that bench table --blocks has made."
        },
        footer = {
            "",
            "Examples:",
            "  llama-nas bench table --model prepared --space spec.conf --task stories.txt --blocks --out table.csv",
            "  llama-nas bench fidelity --table table.csv --runs 10 --evaluations 100 --population 20"
        })
final class FidelityCommand extends ComputingCommand {
    @Option(names = "--table", required = true, paramLabel = "FILE", description = "Made by bench table --blocks.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path table;

    @Option(names = "--objective", paramLabel = "METRIC", description = "Beside the parameters (default: the first).")
    private String objective = "";

    @Option(
            names = "--strategies",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "linas,nsga2",
            description = "Default: ${DEFAULT-VALUE}.")
    private List<String> strategies = List.of();

    @Option(names = "--runs", paramLabel = "R", defaultValue = "10", description = "Seeds (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--evaluations",
            paramLabel = "N",
            defaultValue = "150",
            description = "Budget in evaluations on all of the data (default: ${DEFAULT-VALUE}).")
    private int evaluations;

    @Option(
            names = "--population",
            paramLabel = "N",
            defaultValue = "25",
            description = "Candidates of a generation (default: ${DEFAULT-VALUE}).")
    private int population;

    @Option(
            names = "--rungs",
            paramLabel = "SHARE",
            split = ",",
            defaultValue = "0.06,0.15,0.4,1",
            description = "Shares of the data (default: ${DEFAULT-VALUE}).")
    private List<Double> rungs = List.of();

    @Option(
            names = "--confidence",
            paramLabel = "C",
            defaultValue = "0.95",
            description = "Of the intervals (default: ${DEFAULT-VALUE}).")
    private double confidence;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    void run(Console console) {
        new FidelityRun(console, table, objective, rungs, confidence, evaluations, population)
                .run(strategies, runs, json);
    }
}
