package llamanas.engine.app;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import llamanas.engine.cli.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code llama-nas bench scale}. */
@Command(
        name = "scale",
        description = {
            "What searching itself costs as a search grows: a whole node, with its journal in a temporary folder,"
                    + " searches a network that is a formula, so that evaluating takes no time.",
            "A line each tenth of the search: processor time of ask and tell of a generation, evaluations per second,"
                    + " heap after garbage collection, newest snapshot, and size of the journal."
        },
        footer = {
            "",
            "Examples:",
            "  llama-nas bench scale --evaluations 100000 --population 500",
            "  llama-nas bench scale --strategies-only                            ask and tell alone",
            "  llama-nas bench scale --inner-search                               LINAS's predictors, and the search"
                    + " by them",
            "  llama-nas bench scale --evaluations 20000 --strategy nsga2 --json"
        })
final class ScaleCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            split = ",",
            description = "Strategies to run, one after the other (default: nsga2, random, linas).")
    private List<String> strategies = List.of();

    @Option(
            names = "--evaluations",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Evaluations of a search (default: ${DEFAULT-VALUE}).")
    private int evaluations;

    @Option(
            names = "--population",
            paramLabel = "N",
            defaultValue = "500",
            description = "Candidates of a generation (default: ${DEFAULT-VALUE}).")
    private int population;

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "16",
            description = "Evaluations at once on the worker (default: ${DEFAULT-VALUE}).")
    private int slots;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--strategies-only",
            description = "Ask and tell the strategies alone, without coordinator and journal.")
    private boolean strategiesOnly;

    @Option(
            names = "--inner-search",
            description =
                    "What LINAS computes between two generations instead: fitting each predictor to 500 candidates, and"
                            + " searching by 20,000 predictions.")
    private boolean innerSearch;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            defaultValue = "${sys:java.io.tmpdir}",
            description = "Where the temporary folder goes (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path work;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        ScaleRun.Request request = new ScaleRun.Request(strategies, evaluations, population, slots, seed);
        ScaleRun run = new ScaleRun(Console.of(command), request);
        if (innerSearch) {
            new InnerSearchRun(Console.of(command), request).run(json);
        } else if (strategiesOnly) {
            run.strategies(json);
        } else {
            run.searches(work, json);
        }
        return 0;
    }
}
