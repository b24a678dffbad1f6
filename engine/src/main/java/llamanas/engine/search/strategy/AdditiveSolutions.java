package llamanas.engine.search.strategy;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import llamanas.engine.search.Part;
import llamanas.engine.search.Problem;
import llamanas.engine.search.predict.AdditivePredictor;
import llamanas.protocol.Randomness;
import llamanas.protocol.space.Genome;

/**
 * The networks that an additive model takes for good: with one expensive and one exact objective those of least damage under a
 * grid of budgets, with any others those of least weighted sums of all objectives, with random weights.
 *
 * @param problem the one that is measured
 */
record AdditiveSolutions(Problem problem, List<Part> parts, AdditivePredictor predictor) {
    private static final int BUDGETS = 256;
    private static final int KEPT = 12;
    private static final int RANDOM_WEIGHTS = 48;
    private static final int KEPT_OF_SUM = 32;

    /** Canonical and feasible, each once. O(parts) times {@link BlockKnapsack}. */
    Set<Genome> find(Randomness random) {
        int[] expensive = IntStream.range(0, problem.objectives())
                .filter(predictor::isExpensive)
                .toArray();
        Set<Genome> found = new LinkedHashSet<>();
        if (problem.objectives() == 2 && expensive.length == 1) {
            int damage = expensive[0];
            parts.forEach(part -> budgets(part, damage, 1 - damage, found));
        } else {
            for (int i = 0; i < RANDOM_WEIGHTS; i++) {
                double[] weights = weights(random);
                parts.forEach(part -> sum(part, weights, found));
            }
        }
        return found;
    }

    private void budgets(Part part, int damage, int cost, Set<Genome> found) {
        double[][] damages = table(part, scores -> scores[damage]);
        double[][] costs = table(part, scores -> scores[cost]);
        add(part, new BlockKnapsack(damages, costs, BUDGETS, KEPT), found);
    }

    private void sum(Part part, double[] weights, Set<Genome> found) {
        double[] extents = extents(part);
        double[][] sums = table(part, scores -> IntStream.range(0, weights.length)
                .mapToDouble(i -> weights[i] * scores[i] / extents[i])
                .sum());
        double[][] nothing = Arrays.stream(sums).map(s -> new double[s.length]).toArray(double[][]::new);
        add(part, new BlockKnapsack(sums, nothing, 1, KEPT_OF_SUM), found);
    }

    private void add(Part part, BlockKnapsack knapsack, Set<Genome> found) {
        knapsack.solve().stream()
                .map(chosen -> problem.space().canonical(part.genome(chosen)))
                .filter(problem::feasible)
                .forEach(found::add);
    }

    /** {@code [block][option]}: something of what each option adds to the part's base. */
    private double[][] table(Part part, ToDoubleFunction<double[]> something) {
        double base = something.applyAsDouble(predictor.scores(part.base()));
        return part.options().stream()
                .map(block -> block.stream()
                        .mapToDouble(option -> something.applyAsDouble(predictor.scores(option)) - base)
                        .toArray())
                .toArray(double[][]::new);
    }

    /** How far apart the networks of a part can be in each objective, so that weights compare like with like. */
    private double[] extents(Part part) {
        return IntStream.range(0, problem.objectives())
                .mapToDouble(objective -> Arrays.stream(table(part, scores -> scores[objective]))
                        .mapToDouble(options -> Arrays.stream(options).max().orElse(0)
                                - Arrays.stream(options).min().orElse(0))
                        .sum())
                .map(extent -> extent > 0 ? extent : 1)
                .toArray();
    }

    /** Evenly over the simplex. */
    private double[] weights(Randomness random) {
        return IntStream.range(0, problem.objectives())
                .mapToDouble(i -> -StrictMath.log(1 - random.nextDouble()))
                .toArray();
    }
}
