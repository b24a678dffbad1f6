package llamanas.engine.search.strategy;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Problem;
import llamanas.protocol.space.Gene;
import llamanas.protocol.space.GeneSpace;
import llamanas.protocol.space.Genome;

/**
 * A problem on an integer grid: every objective is a function of the genes in 0 .. 1.
 *
 * @param exact objectives that are exact; the others are expensive
 */
record Grid(
        int genes,
        int choices,
        int objectives,
        Function<double[], double[]> function,
        List<Integer> exact,
        Predicate<Genome> holds,
        List<Genome> initial)
        implements Problem {

    static Grid of(int genes, int choices, int objectives, Function<double[], double[]> function) {
        return new Grid(genes, choices, objectives, function, List.of(), genome -> true, List.of());
    }

    Grid where(Predicate<Genome> feasible, Genome... start) {
        return new Grid(genes, choices, objectives, function, exact, feasible, List.of(start));
    }

    Grid withExact(Integer... objectives) {
        return new Grid(genes, choices, this.objectives, function, List.of(objectives), holds, initial);
    }

    @Override
    public GeneSpace space() {
        List<String> names =
                IntStream.range(0, choices).mapToObj(String::valueOf).toList();
        List<Gene> all = IntStream.range(0, genes)
                .mapToObj(i -> new Gene("x" + i, names))
                .toList();
        return new GeneSpace() {
            @Override
            public List<Gene> genes() {
                return all;
            }

            @Override
            public Genome canonical(Genome genome) {
                return genome;
            }
        };
    }

    double[] measure(Genome genome) {
        return function.apply(Arrays.stream(genome.toArray())
                .mapToDouble(v -> v / (choices - 1.0))
                .toArray());
    }

    Evaluated evaluate(Genome genome) {
        return new Evaluated(genome, Arrays.stream(measure(genome)).boxed().toList(), 0);
    }

    @Override
    public double[] exactCosts(Genome genome) {
        double[] costs = new double[objectives];
        Arrays.setAll(costs, i -> exact.contains(i) ? measure(genome)[i] : Double.NaN);
        return costs;
    }

    @Override
    public boolean feasible(Genome genome) {
        return holds.test(genome);
    }
}
