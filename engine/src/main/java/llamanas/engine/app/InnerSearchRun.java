package llamanas.engine.app;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import llamanas.engine.cli.Console;
import llamanas.engine.output.Json;
import llamanas.engine.output.Quantities;
import llamanas.engine.output.Table;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.SearchProblem;
import llamanas.engine.search.strategy.LinasStep;
import llamanas.engine.search.strategy.Strategies;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.StrategySpec;

/** Runs {@code bench scale --inner-search}: what LINAS computes between two generations, predictor by predictor. */
final class InnerSearchRun {
    /** Candidates that are measured: what a predictor learns from at most. */
    private static final int MEASURED = 500;
    /** Of those that count, the median is printed. */
    private static final int REPEATS = 5;
    /** Before those: Java compiles what it runs often. */
    private static final int WARM_UP = 3;

    private final Console console;
    private final ScaleRun.Request request;

    /**
     * One predictor; milliseconds are medians.
     *
     * @param fitMillis to fit it, processor time
     * @param searchMillis to search by it, processor time
     * @param wallMillis to search by it, by the clock on the wall
     */
    record Row(
            String predictor, int samples, int predictions, double fitMillis, double searchMillis, double wallMillis) {}

    private record Times(int predictions, double fit, double search, double wall) {}

    InnerSearchRun(Console console, ScaleRun.Request request) {
        this.console = console;
        this.request = request;
    }

    void run(boolean json) {
        Set<String> predictors = new TreeSet<>(StrategySpec.PREDICTORS);
        StepProgress progress = new StepProgress(console, "predictors", predictors.size());
        SearchSpec spec = request.spec(StrategySpec.LINAS);
        SearchProblem problem = MadeUpNetwork.problem(spec);
        List<Evaluated> measured = measured(problem);
        List<Row> rows = new ArrayList<>();
        for (String predictor : predictors) {
            rows.add(row(problem, with(spec.strategy(), predictor), measured));
            progress.batchDone();
        }
        progress.end();
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        int cores = Runtime.getRuntime().availableProcessors();
        console.print(
                json ? Json.writePretty(Map.of("rows", rows, "load", load, "cores", cores)) : text(rows, load, cores));
    }

    private static StrategySpec with(StrategySpec spec, String predictor) {
        return new StrategySpec(
                spec.name(),
                spec.population(),
                spec.crossover(),
                spec.mutation(),
                spec.predictions(),
                predictor,
                spec.weights(),
                spec.options());
    }

    /** What random search would have measured. */
    private List<Evaluated> measured(SearchProblem problem) {
        StrategySpec random = new StrategySpec(StrategySpec.RANDOM, MEASURED, 0, 0, MEASURED);
        return Strategies.create(random, problem, request.seed()).ask(MEASURED).stream()
                .map(genome -> problem.evaluated(
                        genome, MadeUpNetwork.metrics(problem.space().architecture(genome))))
                .toList();
    }

    private Row row(SearchProblem problem, StrategySpec spec, List<Evaluated> measured) {
        List<Times> all = new ArrayList<>();
        for (int repeat = 0; repeat < WARM_UP + REPEATS; repeat++) {
            all.add(once(problem, spec, measured, repeat));
        }
        List<Times> counted = all.subList(WARM_UP, all.size());
        return new Row(
                spec.predictor(),
                measured.size(),
                counted.get(0).predictions(),
                median(counted.stream().map(Times::fit).toList()),
                median(counted.stream().map(Times::search).toList()),
                median(counted.stream().map(Times::wall).toList()));
    }

    private static Times once(SearchProblem problem, StrategySpec spec, List<Evaluated> measured, long seed) {
        long start = cpu();
        LinasStep step = LinasStep.fit(problem, spec, measured);
        long fitted = cpu();
        long wall = System.nanoTime();
        int predictions = step.search(seed);
        return new Times(predictions, (fitted - start) / 1e6, (cpu() - fitted) / 1e6, (System.nanoTime() - wall) / 1e6);
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static double median(List<Double> values) {
        return BenchRun.round(values.stream().sorted().toList().get(values.size() / 2));
    }

    private static String text(List<Row> rows, double load, int cores) {
        Table table = new Table(
                List.of("predictor", "samples", "fit ms", "predictions", "search ms", "search wall ms"),
                rows.stream()
                        .map(row -> List.of(
                                row.predictor(),
                                Integer.toString(row.samples()),
                                Quantities.fixed(row.fitMillis(), 0),
                                Integer.toString(row.predictions()),
                                Quantities.fixed(row.searchMillis(), 0),
                                Quantities.fixed(row.wallMillis(), 0)))
                        .toList());
        return table.toText() + "medians of " + REPEATS
                + "; ms of processor time but for the last column; load of the machine " + Quantities.fixed(load, 1)
                + " on " + cores + " cores\n";
    }
}
