package llamanas.engine.app;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamanas.config.SpecRules;
import llamanas.config.StrategyVariant;
import llamanas.engine.cli.Console;
import llamanas.engine.output.Json;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.SearchProblem;
import llamanas.engine.search.race.Race;
import llamanas.engine.search.race.Standing;
import llamanas.engine.search.race.Yardstick;
import llamanas.engine.search.strategy.Hints;
import llamanas.engine.search.strategy.Strategies;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.StandInSpec;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Genome;
import llamanas.workers.standin.EvaluatedTable;

/** Runs strategies on a table and says how they did. */
final class StrategiesRun {
    /** Shares of the true hypervolume that runs are timed to. */
    private static final List<Double> GOALS = List.of(0.9, 0.95, 0.99);

    /** Of the metrics of a table, the first of these is its quality. */
    private static final List<String> QUALITY =
            List.of(Metrics.NATS_PER_TOKEN, Metrics.KL, Metrics.PERPLEXITY, Metrics.ACC, Metrics.ACC_NORM);

    private final Console console;
    private final Path file;
    private final EvaluatedTable table;
    private final List<Objective> objectives;
    private final int evaluations;

    /**
     * Opens the table.
     *
     * @param objectives names of columns; empty for the first quality and the parameters
     * @throws InvalidInputException where the table can't be used, or lacks an objective
     */
    StrategiesRun(Console console, Path file, List<String> objectives, int evaluations) {
        this.console = console;
        this.file = file;
        this.table = EvaluatedTable.read(file);
        this.objectives = (objectives.isEmpty() ? standard() : objectives)
                .stream().map(Objective::of).toList();
        this.objectives.forEach(objective -> table.require(objective.metric(), "--objectives"));
        this.evaluations = evaluations;
    }

    private List<String> standard() {
        Optional<String> quality = QUALITY.stream()
                .flatMap(kind -> table.metrics().stream()
                        .filter(m -> !m.startsWith(Metrics.REPORT_PREFIX) && m.endsWith("." + kind)))
                .findFirst();
        return List.of(
                quality.orElseThrow(() -> new InvalidInputException("table " + file
                        + ": found no column TASK.METRIC with one of " + String.join(", ", QUALITY)
                        + "; name columns by --objectives")),
                Metrics.PARAMETERS);
    }

    void run(
            List<String> strategies,
            Map<String, String> settings,
            Optional<Path> gates,
            int runs,
            int every,
            boolean json) {
        Flags.positive("--runs", runs);
        Flags.positive("--every", every);
        List<String> words = strategies.isEmpty() ? usable(gates.isPresent()) : strategies;
        Hints hints =
                new Hints(gates.map(path -> GatesFile.read(path, table.space())).orElse(null), null);
        List<SearchSpec> specs = words.stream()
                .map(word -> spec(StrategyVariant.read(word, settings)))
                .toList();
        if (gates.isEmpty() && specs.stream().anyMatch(spec -> spec.strategy().needsGates())) {
            throw new InvalidInputException(
                    "--strategies: " + StrategySpec.GRADIENT
                            + " needs gates that were trained on the table's model; give --gates FILE, as llama-nas gates writes it");
        }
        SearchProblem problem = SearchProblem.of(table.space(), specs.get(0));
        Map<Genome, Evaluated> known = known(problem);
        Yardstick yardstick = Yardstick.of(List.copyOf(known.values()));
        Race race = new Race(genome -> known.getOrDefault(genome, Evaluated.failure(genome)), yardstick, evaluations);
        Map<String, StrategySpec> named = new LinkedHashMap<>();
        for (int i = 0; i < words.size(); i++) {
            named.put(words.get(i), specs.get(i).strategy());
        }
        List<Integer> at = Standing.every(every, evaluations);
        List<StrategiesReport.Entry> entries = new StrategyRuns(
                        race,
                        (strategy, seed) -> Strategies.create(strategy, problem, seed, hints),
                        RunRows.none(),
                        console)
                .all(named, runs).stream()
                        .map(done -> StrategiesReport.Entry.of(done, evaluations, at, GOALS))
                        .toList();
        StrategiesReport report = new StrategiesReport(
                file.toString(),
                known.size(),
                yardstick.trueFront().size(),
                objectives.stream().map(Objective::metric).toList(),
                Yardstick.REFERENCE,
                runs,
                evaluations,
                entries);
        console.print(json ? Json.writePretty(report) : report.text());
    }

    /** What strategies see of each row. */
    private Map<Genome, Evaluated> known(SearchProblem problem) {
        Map<Genome, Evaluated> known = new HashMap<>();
        table.rows().forEach((architecture, row) -> table.space()
                .genome(architecture)
                .ifPresent(genome -> known.put(
                        genome,
                        row.failure().isPresent()
                                ? Evaluated.failure(genome)
                                : problem.evaluated(genome, row.metrics()))));
        if (known.values().stream().noneMatch(Evaluated::feasible)) {
            throw new InvalidInputException("table " + file + ": found no row with a finite value of "
                    + objectives.stream().map(Objective::metric).toList());
        }
        return known;
    }

    /** The spec of one run but for its seed; checked as that of a search is. */
    private SearchSpec spec(StrategySpec strategy) {
        SearchSpec spec = new SearchSpec(
                "bench",
                "",
                SpecRules.FLOAT32,
                List.of(),
                new SpaceSpec(List.of(), SpaceSpec.IMPORTANCE, LayerSelection.NONE, LayerSelection.NONE, List.of()),
                objectives,
                List.of(),
                strategy,
                evaluations,
                1,
                null,
                StandInSpec.ofTable(file.toString()),
                null,
                false,
                null);
        SpecRules.check(spec);
        return spec;
    }

    /** All strategies that a table is enough for, as gates are trained on a model. */
    private static List<String> usable(boolean gates) {
        return StrategySpec.NAMES.stream()
                .filter(name -> gates || !name.equals(StrategySpec.GRADIENT))
                .toList();
    }
}
