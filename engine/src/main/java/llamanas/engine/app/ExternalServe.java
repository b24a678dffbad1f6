package llamanas.engine.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import llamanas.engine.cli.Console;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.external.Benchmark;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.space.Genome;

/** Answers what genomes cost, line by line, so that programs in other languages can search a benchmark. */
final class ExternalServe {
    private ExternalServe() {}

    /**
     * Reads standard input to its end.
     *
     * @throws InvalidInputException where a line is no genome of the space
     */
    static void serve(Benchmark benchmark, Console console) {
        int[] choices = benchmark.problem().space().choices();
        console.print(line(Arrays.stream(choices).boxed().toList()));
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                console.print(answer(benchmark, choices, line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't read standard input", e);
        }
    }

    /** The costs of a genome, or that it failed. */
    static String answer(Benchmark benchmark, int[] choices, String line) {
        Genome genome = genome(choices, line)
                .orElseThrow(() -> new InvalidInputException("found '" + line.strip() + "', expected "
                        + choices.length
                        + " whole numbers, each from 0 to one less than the choices of its gene, separated by spaces"));
        Evaluated measured = benchmark.measure(benchmark.problem().space().canonical(genome));
        return measured.failed() ? "failed\n" : line(measured.costs());
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
