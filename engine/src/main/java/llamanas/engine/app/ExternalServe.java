package llamanas.engine.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import llamanas.config.StrategyVariant;
import llamanas.engine.cli.Console;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Strategy;
import llamanas.engine.search.external.Benchmark;
import llamanas.engine.search.pareto.ParetoFront;
import llamanas.engine.search.strategy.Hints;
import llamanas.engine.search.strategy.Strategies;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Genome;

/**
 * Answers what genomes cost, line by line, so that programs in other languages can search a benchmark. They can ask for what the strategies
 * here begin with, and are told which share of the best-known hypervolume they have come to.
 */
final class ExternalServe {
    private static final String START = "start ";
    private static final int MOST = 100_000;

    private final Benchmark benchmark;
    private final Hints hints;
    private final int[] choices;
    private ParetoFront front = ParetoFront.EMPTY;

    /** A run of another program. {@code hints}: what strategies are told. */
    ExternalServe(Benchmark benchmark, Hints hints) {
        this.benchmark = benchmark;
        this.hints = hints;
        this.choices = benchmark.problem().space().choices();
    }

    /**
     * Reads standard input to its end.
     *
     * @throws InvalidInputException where a line is no genome of the space
     */
    void serve(Console console) {
        console.print(line(Arrays.stream(choices).boxed().toList()));
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                console.print(answer(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't read standard input", e);
        }
    }

    /**
     * The costs of a genome, or that it failed, and the share so far. To {@code start N}: what strategies begin with that have so many
     * evaluations, single changes among them: how many evaluations are spent before, then the genomes, one a line, then an empty line.
     */
    String answer(String line) {
        if (line.startsWith(START)) {
            return start(line.substring(START.length()));
        }
        Genome genome = genome(choices, line)
                .orElseThrow(() -> new InvalidInputException("found '" + line.strip() + "', expected "
                        + choices.length
                        + " whole numbers, each from 0 to one less than the choices of its gene, separated by spaces;"
                        + " or 'start' and a number of evaluations"));
        Evaluated measured = benchmark.measure(benchmark.problem().space().canonical(genome));
        if (measured.failed()) {
            return "failed\n";
        }
        front = front.with(measured);
        List<Number> numbers = new ArrayList<>(measured.costs());
        numbers.add(benchmark.yardstick().share(front));
        return line(numbers);
    }

    private String start(String evaluations) {
        int budget;
        try {
            budget = Integer.parseInt(evaluations.strip());
        } catch (NumberFormatException e) {
            budget = 0;
        }
        if (budget < 1 || budget > MOST) {
            throw new InvalidInputException(
                    "start " + evaluations.strip() + ": expected a whole number from 1 to " + MOST + " of evaluations");
        }
        int before = benchmark.singleChangesCost();
        StrategySpec any = StrategyVariant.read(StrategySpec.RANDOM, Map.of());
        Strategy.Beginning beginning =
                Strategies.create(any, benchmark.problem(), 1, hints).beginning(Math.max(1, budget - before));
        return before + "\n"
                + beginning.networks().stream()
                        .limit(beginning.affordable())
                        .map(genome ->
                                line(Arrays.stream(genome.toArray()).boxed().toList()))
                        .collect(Collectors.joining())
                + "\n";
    }

    private static Optional<Genome> genome(int[] choices, String line) {
        try {
            int[] values = Arrays.stream(line.strip().split("\\s+"))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            boolean fits = values.length == choices.length;
            for (int i = 0; fits && i < values.length; i++) {
                fits = values[i] >= 0 && values[i] < choices[i];
            }
            return fits ? Optional.of(Genome.of(values)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String line(List<? extends Number> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(" ")) + "\n";
    }
}
