package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Problem;
import llamanas.engine.search.Strategy;
import llamanas.protocol.search.Gates;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Gene;
import llamanas.protocol.space.Genome;

/** Runs a strategy against a function, as the coordinator would against workers. */
public final class Simulation {
    static final List<String> NAMES = StrategySpec.NAMES;

    /** Of a generation's parents. */
    static final double CROSSOVER = 0.9;

    private Simulation() {}

    static StrategySpec spec(String name, int population, int predictions) {
        return new StrategySpec(
                name, population, CROSSOVER, 0, predictions, StrategySpec.GAUSSIAN, List.of(), Map.of());
    }

    /** By the weighted sum of the objectives. */
    static StrategySpec weighted(String name, int population, int predictions, Double... weights) {
        return new StrategySpec(
                name, population, CROSSOVER, 0, predictions, StrategySpec.GAUSSIAN, List.of(weights), Map.of());
    }

    /** A strategy with made-up hints, for those that can't go without. */
    public static Strategy create(StrategySpec spec, Problem problem, long seed) {
        return Strategies.create(
                spec, problem, seed, new Hints(gates(problem.space().genes()), null));
    }

    /** Gates that lean to the last choices at one end and to the first at the other. */
    public static Gates gates(List<Gene> genes) {
        List<Gates.Point> points = DoubleStream.of(0.6, 1.7)
                .mapToObj(ratio -> new Gates.Point(
                        1 / ratio,
                        2,
                        0.5,
                        0.5,
                        genes.stream()
                                .map(gene -> geometric(gene.choices().size(), ratio))
                                .toList()))
                .toList();
        return new Gates(genes, points, new Provenance("w", "cpu", "float32", 1, "test", "m", "d", 1));
    }

    private static List<Double> geometric(int choices, double ratio) {
        double sum =
                IntStream.range(0, choices).mapToDouble(i -> Math.pow(ratio, i)).sum();
        return IntStream.range(0, choices)
                .mapToObj(i -> Math.pow(ratio, i) / sum)
                .toList();
    }

    /** The generations until the budget is spent or nothing is left. */
    static List<List<Evaluated>> run(Strategy strategy, Function<Genome, Evaluated> evaluate, int budget) {
        List<List<Evaluated>> generations = new ArrayList<>();
        int left = budget;
        List<Genome> asked = strategy.ask(left);
        while (!asked.isEmpty()) {
            List<Evaluated> told = asked.stream().map(evaluate).toList();
            strategy.tell(told);
            generations.add(told);
            left -= told.size();
            asked = strategy.ask(left);
        }
        return generations;
    }

    static List<Evaluated> flat(List<List<Evaluated>> generations) {
        return generations.stream().flatMap(List::stream).toList();
    }

    static List<Genome> genomes(List<List<Evaluated>> generations) {
        return flat(generations).stream().map(Evaluated::genome).toList();
    }
}
