package llamanas.engine.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import llamanas.engine.cli.Console;
import llamanas.engine.search.external.Benchmark;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code llama-nas bench external}. */
@Command(
        name = "external",
        description = {
            "Which strategy finds most with fewest evaluations on a problem from outside, whose measurements are"
                    + " computed: each strategy runs several times with other seeds.",
            "hw-gpt-s: HW-GPT-Bench S, perplexity against parameters of a GPT super-network's sub-networks.",
            "smollm2: divergence against bytes of SmolLM2-135M's sub-networks with fewer layers, narrower ones and 8 bits,"
                    + " by a regression on recorded ones.",
            "The share of the best-known hypervolume says how much of what is known to be there a run has found;"
                    + " objectives are scaled to the best-known front, with 1.1 as the reference point.",
            "A run that does not reach a goal counts as its whole budget, which makes the mean a lower bound (>)."
        },
        footer = {
            "",
            "Examples:",
            "  llama-nas bench external --strategies linas,nsga2 --runs 8 --evaluations 200",
            "  llama-nas bench external --strategies linas,linas:predictor=ridge --out runs.csv   (go on: the same again)",
            "  llama-nas search candidates ID --format csv >more.csv",
            "  llama-nas bench external --problem smollm2 --record more.csv"
        })
final class ExternalCommand extends ComputingCommand {
    @Option(
            names = "--problem",
            paramLabel = "NAME",
            defaultValue = "hw-gpt-s",
            description = "hw-gpt-s or smollm2 (default: ${DEFAULT-VALUE}).")
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

    @Option(
            names = "--rivals",
            paramLabel = "FILE.csv",
            description = "Runs of other programs, in the format of --out, which are shown beside.")
    private Optional<Path> rivals = Optional.empty();

    @Option(names = "--figure", paramLabel = "FILE.svg", description = "Draw all curves.")
    private Optional<Path> figure = Optional.empty();

    @Option(
            names = "--serve",
            description =
                    "Run nothing: print the number of choices of each gene, then the costs of each genome that comes"
                            + " on standard input, and the share so far, one a line, numbers separated by spaces;"
                            + " config/bench/rivals.py shows how it is used.")
    private boolean serve;

    @Option(
            names = "--record",
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "Run nothing: add the networks of these CSVs, as 'search candidates --format csv' prints them, to"
                            + " the record of smollm2 in --data, and find its best front anew.")
    private List<Path> record = List.of();

    @Option(
            names = "--effort",
            paramLabel = "N",
            defaultValue = "300000",
            description = "With --record: evaluations of the search for the best front (default: ${DEFAULT-VALUE}).")
    private int effort;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    void run(Console console) {
        Path folder = data.orElseGet(() -> Home.file("config/bench"));
        if (!record.isEmpty()) {
            Flags.refuseUnless(
                    problem.equals(SmolLm2Record.PROBLEM),
                    "--record with --problem " + problem,
                    "--problem " + SmolLm2Record.PROBLEM);
            SmolLm2Record.add(console, folder, record, effort);
        } else if (serve) {
            Benchmark served = ExternalRun.benchmark(problem, folder);
            new ExternalServe(served, ExternalRun.hints(served)).serve(console);
        } else {
            new ExternalRun(console, ExternalRun.benchmark(problem, folder))
                    .run(new ExternalRun.Request(strategies, runs, evaluations, at, out, rivals, figure), json);
        }
    }
}
