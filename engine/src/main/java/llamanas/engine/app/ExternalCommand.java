package llamanas.engine.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import llamanas.engine.cli.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code llama-nas bench external}. */
@Command(
        name = "external",
        description = {
            "Which strategy finds most with fewest evaluations on a problem from outside, whose measurements are"
                    + " computed: each strategy runs several times with other seeds.",
            "hw-gpt-s: HW-GPT-Bench S, perplexity against parameters of a GPT super-network's sub-networks.",
            "The share of the best-known hypervolume says how much of what is known to be there a run has found;"
                    + " objectives are scaled to the best-known front, with 1.1 as the reference point.",
            "A run that does not reach a goal counts as its whole budget, which makes the mean a lower bound (>)."
        },
        footer = {
            "",
            "Examples:",
            "  llama-nas bench external --strategies linas,nsga2 --runs 8 --evaluations 200",
            "  llama-nas bench external --strategies linas,linas:predictor=ridge --out runs.csv   (go on: the same again)"
        })
final class ExternalCommand extends ComputingCommand {
    @Option(
            names = "--problem",
            paramLabel = "NAME",
            defaultValue = "hw-gpt-s",
            description = "hw-gpt-s (default: ${DEFAULT-VALUE}).")
    private String problem = "hw-gpt-s";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with the problem's files, packed or not (default: config/bench of llama-nas).")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--strategies",
            split = ",",
            paramLabel = "S",
            description = "Names, each with settings of its own where wanted: linas:population=20 (default: all).")
    private List<String> strategies = List.of();

    @Option(
            names = "--runs",
            paramLabel = "R",
            defaultValue = "8",
            description = "Runs of each strategy, with seeds 1 to R (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--evaluations",
            paramLabel = "N",
            defaultValue = "200",
            description = "Budget of a run (default: ${DEFAULT-VALUE}).")
    private int evaluations;

    @Option(
            names = "--at",
            split = ",",
            paramLabel = "K",
            description = "Evaluations of the columns of the progress (default: quarters of the budget).")
    private List<Integer> at = List.of();

    @Option(
            names = "--out",
            paramLabel = "FILE.csv",
            description = "Keeps every finished run; runs that it holds are not run again. After a change of a strategy"
                    + " remove its lines.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    void run(Console console) {
        Path folder = data.orElseGet(() -> Home.file("config/bench"));
        new ExternalRun(console, ExternalRun.benchmark(problem, folder))
                .run(new ExternalRun.Request(strategies, runs, evaluations, at, out), json);
    }
}
