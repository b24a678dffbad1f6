package llamanas.engine.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import llamanas.engine.cli.Console;
import llamanas.engine.output.Json;
import llamanas.engine.search.SearchProblem;
import llamanas.engine.search.Strategy;
import llamanas.engine.search.strategy.Strategies;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Genome;

/** Runs {@code bench scale}. */
final class ScaleRun {
    /** Lines of a table. */
    private static final int PARTS = 10;

    private static final List<String> STANDARD = List.of(StrategySpec.NSGA2, StrategySpec.RANDOM, StrategySpec.LINAS);

    private static final double CROSSOVER = 0.9;
    private static final int PREDICTIONS = 20_000;

    /**
     * What to run.
     *
     * @param strategies by name; none = {@link #STANDARD}
     * @param population candidates of a generation
     * @param slots evaluations at once
     */
    record Request(List<String> strategies, int evaluations, int population, int slots, long seed) {
        Request {
            strategies = strategies.isEmpty() ? STANDARD : List.copyOf(strategies);
            for (String name : strategies) {
                if (!StrategySpec.NAMES.contains(name)) {
                    throw new InvalidInputException("--strategy " + name + " is unknown; expected one of "
                            + String.join(", ", StrategySpec.NAMES));
                }
            }
            Flags.positive("--population", population);
            Flags.positive("--slots", slots);
            if (evaluations < PARTS) {
                throw new InvalidInputException(
                        "--evaluations " + evaluations + " is too small; expected at least " + PARTS);
            }
        }

        SearchSpec spec(String strategy) {
            return MadeUpNetwork.spec(
                    new StrategySpec(strategy, population, CROSSOVER, 0, Math.max(PREDICTIONS, population)),
                    evaluations,
                    seed);
        }

        /** The evaluations at the end of a part, from 1 on. */
        int mark(int part) {
            return (int) ((long) evaluations * part / PARTS);
        }
    }

    private final Console console;
    private final Request request;

    ScaleRun(Console console, Request request) {
        this.console = console;
        this.request = request;
    }

    /** Strategies alone. */
    void strategies(boolean json) {
        print(request.strategies().stream().map(this::alone).toList(), json);
    }

    /** Whole searches on a node. */
    void searches(Path work, boolean json) {
        try (TemporaryFolder folder = TemporaryFolder.in(work)) {
            Logs.into(folder.path());
            List<ScaleFigures> figures = new ArrayList<>();
            for (String strategy : request.strategies()) {
                figures.add(new ScaleSearch(console, request, strategy, folder.path()).run());
            }
            print(figures, json);
        }
    }

    private void print(List<ScaleFigures> figures, boolean json) {
        if (json) {
            console.print(Json.writePretty(
                    Map.of("evaluations", request.evaluations(), "population", request.population(), "runs", figures)));
        } else {
            figures.forEach(one -> console.print(one.text()));
        }
    }

    private ScaleFigures alone(String name) {
        SearchSpec spec = request.spec(name);
        SearchProblem problem = MadeUpNetwork.problem(spec);
        GenerationTimes times = new GenerationTimes();
        Strategy strategy = times.of(Strategies.create(spec.strategy(), problem, spec.seed()));
        LiveLine line = new LiveLine(console);
        long start = System.nanoTime();
        int told = 0;
        List<Genome> asked = strategy.ask(spec.evaluations());
        while (!asked.isEmpty()) {
            strategy.tell(asked.stream()
                    .map(genome -> problem.evaluated(
                            genome, MadeUpNetwork.metrics(problem.space().architecture(genome))))
                    .toList());
            told += asked.size();
            int done = told;
            line.show(() -> name + "  " + LiveLine.share(start, done, spec.evaluations()));
            asked = strategy.ask(spec.evaluations() - told);
        }
        line.end();
        return new ScaleFigures(name, parts(times, told), 0, 0, 0);
    }

    private List<ScaleFigures.Row> parts(GenerationTimes times, int told) {
        List<ScaleFigures.Row> rows = new ArrayList<>();
        for (int part = 1; part <= PARTS && request.mark(part - 1) < told; part++) {
            int end = request.mark(part);
            rows.add(ScaleFigures.Row.of(Math.min(end, told), times.between(request.mark(part - 1), end), null));
        }
        return rows;
    }
}
