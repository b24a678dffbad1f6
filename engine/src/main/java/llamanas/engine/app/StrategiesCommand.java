package llamanas.engine.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import llamanas.engine.cli.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code llama-nas bench strategies}. */
@Command(
        name = "strategies",
        description = {
            "Which strategy finds most with fewest evaluations: each one runs on a table of measurements, several"
                    + " times with other seeds, without a model and without workers.",
            "The share of the true hypervolume says how much of what is in the table a run has found; objectives are"
                    + " scaled to the true front, 0 the best and 1 the worst, with 1.1 as the reference point.",
            "A run that does not reach a goal counts as its whole budget, which makes the mean a lower bound (>)."
        },
        footer = {
            "",
            "Examples:",
            "  llama-nas bench strategies --table config/demo/table.csv.gz --runs 20 --evaluations 250",
            "  llama-nas bench strategies --table t.csv --strategies linas,nsga2,random --evaluations 500 --json",
            "  llama-nas bench strategies --table t.csv --strategies linas:predictor=ridge,linas:population=25",
            "  llama-nas bench strategies --table t.csv --objectives last-word.acc,bytes"
        })
final class StrategiesCommand extends ComputingCommand {
    @Option(
            names = "--table",
            required = true,
            paramLabel = "FILE",
            description = "CSV as bench table or a search writes it, with its .json beside it; may be gzip.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path table;

    @Option(
            names = "--runs",
            paramLabel = "R",
            defaultValue = "20",
            description = "Runs of each strategy, with seeds 1 to R (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--evaluations",
            paramLabel = "N",
            defaultValue = "250",
            description = "Budget of a run (default: ${DEFAULT-VALUE}).")
    private int evaluations;

    @Option(
            names = "--strategies",
            split = ",",
            paramLabel = "S",
            description = "Names, each with settings of its own where wanted: linas:population=20 (default: all).")
    private List<String> strategies = List.of();

    @Option(
            names = "--objectives",
            split = ",",
            paramLabel = "M",
            description = "Columns to improve (default: the first quality of the table, and parameters).")
    private List<String> objectives = List.of();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting of all strategies, as below strategy in a search spec: population=25.")
    private Map<String, String> settings = new TreeMap<>();

    @Option(
            names = "--gates",
            paramLabel = "FILE",
            description = "Gates as llama-nas gates writes them; the strategy gradient needs some.")
    private Optional<Path> gates = Optional.empty();

    @Option(
            names = "--every",
            paramLabel = "K",
            defaultValue = "50",
            description = "Evaluations between two columns of the progress (default: ${DEFAULT-VALUE}).")
    private int every;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    void run(Console console) {
        new StrategiesRun(console, table, objectives, evaluations).run(strategies, settings, gates, runs, every, json);
    }
}
