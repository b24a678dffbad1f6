package llamanas.engine.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import llamanas.config.SpecRules;
import llamanas.engine.cli.Console;
import llamanas.engine.output.Json;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.SearchProblem;
import llamanas.engine.search.fidelity.RacedSearch;
import llamanas.engine.search.fidelity.Racing;
import llamanas.engine.search.race.Yardstick;
import llamanas.engine.search.strategy.Strategies;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.FidelitySpec;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.search.TaskSpec;
import llamanas.protocol.space.Genome;
import llamanas.workers.standin.EvaluatedTable;

/** Runs strategies on a table with and without shares of the data, and says how many tokens they took. */
final class FidelityRun {
    private static final double CROSSOVER = 0.9;
    private static final int PREDICTIONS = 2000;

    private final Console console;
    private final Path file;
    private final EvaluatedTable table;
    private final Map<Genome, Measurement> rows = new HashMap<>();
    private final FidelitySpec fidelity;
    private final String objective;
    private final int evaluations;
    private final int population;

    /**
     * Opens the table.
     *
     * @param objective beside the parameters; empty for the first one
     * @throws InvalidInputException where the table can't be used
     */
    FidelityRun(
            Console console,
            Path file,
            String objective,
            List<Double> rungs,
            double confidence,
            int evaluations,
            int population) {
        this.console = console;
        this.file = file;
        this.table = EvaluatedTable.read(file);
        BlocksFile.beside(file).read().forEach((architecture, sums) -> table.space()
                .genome(architecture)
                .ifPresent(genome -> rows.put(genome, Measurement.of(Map.of(), sums, Here.provenance("", "")))));
        this.fidelity = new FidelitySpec(rungs, confidence);
        this.objective = objective.isEmpty() ? first() : objective;
        this.evaluations = evaluations;
        this.population = population;
    }

    private String first() {
        return rows.values().stream()
                .flatMap(row -> row.metrics().keySet().stream())
                .filter(metric -> !metric.endsWith(Metrics.ITEMS))
                .sorted()
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("table " + file + ": found no row with sums by block"));
    }

    void run(List<String> strategies, int runs, boolean json) {
        Flags.positive("--runs", runs);
        SearchSpec spec = spec(strategies.get(0));
        SearchProblem problem = SearchProblem.of(table.space(), spec);
        List<Evaluated> all = new ArrayList<>();
        rows.forEach((genome, row) -> all.add(problem.evaluated(genome, row.metrics())));
        Yardstick yardstick = Yardstick.of(all);
        StepProgress progress = new StepProgress(console, "runs", strategies.size() * runs);
        List<FidelityReport.Entry> entries = new ArrayList<>();
        for (String name : strategies) {
            SearchSpec one = spec(name);
            List<RacedSearch.Run> whole = new ArrayList<>();
            List<RacedSearch.Run> shares = new ArrayList<>();
            for (int seed = 1; seed <= runs; seed++) {
                whole.add(search(problem, one, new FidelitySpec(List.of(1.0), fidelity.confidence()), yardstick, seed));
                shares.add(search(problem, one, fidelity, yardstick, seed));
                progress.batchDone();
            }
            entries.add(FidelityReport.Entry.of(name, whole, shares));
        }
        progress.end();
        FidelityReport report =
                new FidelityReport(file.toString(), rows.size(), objective, evaluations, fidelity, entries);
        console.print(json ? Json.writePretty(report) : report.text());
    }

    private RacedSearch.Run search(
            SearchProblem problem, SearchSpec spec, FidelitySpec shares, Yardstick yardstick, int seed) {
        return new RacedSearch(problem, Racing.of(spec), shares, this::measured, yardstick)
                .run(Strategies.create(spec.strategy(), problem, seed), evaluations);
    }

    private Measurement measured(Genome genome) {
        Measurement row = rows.get(genome);
        if (row == null) {
            throw new InvalidInputException("table " + file + ": found no sums for the sub-network "
                    + Json.write(table.space().architecture(genome)) + "; the table has to be complete");
        }
        return row;
    }

    /** The spec of one run but for its seed; checked as that of a search is. */
    private SearchSpec spec(String strategy) {
        String task = objective.contains(".") ? Metrics.taskOf(objective) : objective;
        SearchSpec spec = new SearchSpec(
                "bench",
                file.toString(),
                SpecRules.FLOAT32,
                List.of(new TaskSpec(task, data(), null, 0, objective.endsWith("." + Metrics.KL))),
                new SpaceSpec(List.of(1), SpaceSpec.TAIL, LayerSelection.NONE, LayerSelection.NONE, List.of()),
                List.of(Objective.of(objective), Objective.of(Metrics.PARAMETERS)),
                List.of(),
                new StrategySpec(strategy, population, CROSSOVER, 0, PREDICTIONS),
                evaluations,
                1,
                null,
                null,
                fidelity,
                false,
                null);
        SpecRules.check(spec);
        return spec;
    }

    /** A name of the right kind of file: what was in it is in the table. */
    private String data() {
        boolean choice = objective.endsWith("." + Metrics.ACC) || objective.endsWith("." + Metrics.ACC_NORM);
        return choice ? "data" + TaskSpec.MULTIPLE_CHOICE_ENDING : "data.txt";
    }
}
