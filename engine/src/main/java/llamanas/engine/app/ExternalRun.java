package llamanas.engine.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import llamanas.config.StrategyVariant;
import llamanas.engine.cli.Console;
import llamanas.engine.output.Json;
import llamanas.engine.search.external.Benchmark;
import llamanas.engine.search.external.HwGpt;
import llamanas.engine.search.external.SmolLm2;
import llamanas.engine.search.predict.Damages;
import llamanas.engine.search.race.Race;
import llamanas.engine.search.strategy.Hints;
import llamanas.engine.search.strategy.Strategies;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Genome;

/** Runs {@code bench external}. */
final class ExternalRun {
    /** Points of progress where none are asked for: as many parts of the budget. */
    private static final int PARTS = 4;

    /** Evaluations at the left edge of the figure: before that, shares are those of the start. */
    private static final int FIRST_DRAWN = 10;

    /**
     * What to run.
     *
     * @param strategies words; none = all that need nothing but a problem
     * @param at points of progress; none = quarters of the budget
     * @param out rows that are kept
     * @param rivals rows of other programs, shown beside
     * @param figure an SVG of all curves
     */
    record Request(
            List<String> strategies,
            int runs,
            int evaluations,
            List<Integer> at,
            Optional<Path> out,
            Optional<Path> rivals,
            Optional<Path> figure) {
        Request {
            Flags.positive("--runs", runs);
            Flags.positive("--evaluations", evaluations);
            int budget = evaluations;
            at = at.isEmpty() ? parts(evaluations) : List.copyOf(at);
            at.forEach(k -> Flags.refuseUnless(
                    k >= 1 && k <= budget, "--at " + k, "numbers from 1 to --evaluations, which is " + budget));
            strategies = strategies.isEmpty() ? usable() : List.copyOf(strategies);
        }

        private static List<Integer> parts(int evaluations) {
            return IntStream.rangeClosed(1, PARTS)
                    .map(part -> Math.max(1, evaluations * part / PARTS))
                    .distinct()
                    .boxed()
                    .toList();
        }

        /** All strategies but those that need gates, as there is no model to train them on. */
        private static List<String> usable() {
            return StrategySpec.NAMES.stream()
                    .filter(name -> !name.equals(StrategySpec.GRADIENT))
                    .toList();
        }
    }

    private final Console console;
    private final Benchmark benchmark;

    ExternalRun(Console console, Benchmark benchmark) {
        this.console = console;
        this.benchmark = benchmark;
    }

    /**
     * A benchmark by its name.
     *
     * @throws InvalidInputException where there is none of that name, or its files can't be used
     */
    static Benchmark benchmark(String name, Path folder) {
        return switch (name) {
            case HwGpt.NAME -> ExternalFiles.hwGpt(folder);
            case SmolLm2.NAME -> ExternalFiles.smolLm2(folder);
            default ->
                throw new InvalidInputException(
                        "--problem " + name + " is unknown; expected " + HwGpt.NAME + " or " + SmolLm2.NAME);
        };
    }

    void run(Request request, boolean json) {
        RunRows rows = request.out()
                .map(file -> RunRows.of(file, benchmark.name(), request.evaluations()))
                .orElseGet(RunRows::none);
        Race race = new Race(
                benchmark::measure, benchmark.yardstick(), request.evaluations(), benchmark.singleChangesCost());
        Hints hints = hints(benchmark);
        List<StrategyRuns.Done> done = new StrategyRuns(
                        race, (spec, seed) -> Strategies.create(spec, benchmark.problem(), seed, hints), rows, console)
                .all(specs(request.strategies()), request.runs());
        List<StrategyRuns.Done> all = new ArrayList<>(done);
        request.rivals().ifPresent(file -> all.addAll(RunRows.done(file, benchmark.name())));
        List<StrategiesReport.Entry> entries = all.stream()
                .map(each -> StrategiesReport.Entry.of(
                        each, budget(each), upTo(budget(each), request.at()), benchmark.goals()))
                .toList();
        request.figure()
                .ifPresent(file -> write(
                        file,
                        CurvesFigure.svg(
                                benchmark.name() + ": share of the best-known hypervolume, mean of so many runs",
                                all,
                                Math.min(FIRST_DRAWN, request.evaluations()),
                                request.evaluations())));
        ExternalReport report = ExternalReport.of(benchmark, request.runs(), request.evaluations(), entries);
        console.print(json ? Json.writePretty(report) : report.text());
    }

    /** All strategies are told the same. */
    static Hints hints(Benchmark benchmark) {
        Map<Genome, Double> changes = benchmark.singleChanges();
        return changes.isEmpty()
                ? Hints.NONE
                : Hints.NONE.with(Damages.of(benchmark.problem().initial().get(0), changes));
    }

    /** What a run has cost that was not ended by its space. */
    private static int budget(StrategyRuns.Done done) {
        return done.runs().stream().mapToInt(run -> run.shares().size()).max().orElse(0);
    }

    private static List<Integer> upTo(int budget, List<Integer> at) {
        return at.stream().filter(k -> k <= budget).toList();
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new InvalidInputException("--figure " + file + ": can't be written: " + e, e);
        }
    }

    private static Map<String, StrategySpec> specs(List<String> words) {
        Map<String, StrategySpec> specs = new LinkedHashMap<>();
        for (String word : words) {
            StrategySpec spec = StrategyVariant.read(word, Map.of());
            if (spec.needsGates()) {
                throw new InvalidInputException(
                        "--strategies: " + word + " needs gates that are trained on a model, and there is none here");
            }
            specs.put(word, spec);
        }
        return specs;
    }
}
