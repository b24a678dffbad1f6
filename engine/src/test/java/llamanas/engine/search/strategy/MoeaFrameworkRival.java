package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Problem;
import llamanas.protocol.Randomness;
import llamanas.protocol.space.Genome;
import org.moeaframework.algorithm.NSGAII;
import org.moeaframework.core.PRNG;
import org.moeaframework.core.Solution;
import org.moeaframework.core.variable.BinaryIntegerVariable;
import org.moeaframework.core.variable.EncodingUtils;
import org.moeaframework.problem.AbstractProblem;

/** The MOEA Framework's NSGA-II with our crossover and mutation, so that only the algorithms differ. */
final class MoeaFrameworkRival extends AbstractProblem implements org.moeaframework.core.Variation {
    private final Problem problem;
    private final Function<Genome, Evaluated> measure;
    private final Variation variation;
    private final Randomness random;
    private final List<Evaluated> evaluated = new ArrayList<>();

    private MoeaFrameworkRival(Problem problem, Function<Genome, Evaluated> measure, double crossover, long seed) {
        super(problem.space().genes().size(), problem.objectives());
        this.problem = problem;
        this.measure = measure;
        this.variation = Variation.of(new Genes(problem.space()), crossover, 0);
        this.random = Randomness.of(seed, 2);
        PRNG.setSeed(seed);
    }

    /** All that was evaluated, in that order, also more than once. */
    static List<Evaluated> nsga2(
            Problem problem, Function<Genome, Evaluated> measure, int population, int evaluations, long seed) {
        MoeaFrameworkRival rival = new MoeaFrameworkRival(problem, measure, Simulation.CROSSOVER, seed);
        NSGAII algorithm = new NSGAII(rival);
        algorithm.setInitialPopulationSize(population);
        algorithm.setVariation(rival);
        while (rival.evaluated.size() < evaluations) {
            algorithm.step();
        }
        return rival.evaluated.subList(0, evaluations);
    }

    @Override
    public void evaluate(Solution solution) {
        Evaluated result = measure.apply(problem.space().canonical(genome(solution)));
        evaluated.add(result);
        solution.setObjectives(
                result.costs().stream().mapToDouble(Double::doubleValue).toArray());
    }

    @Override
    public Solution newSolution() {
        Solution solution = new Solution(numberOfVariables, numberOfObjectives);
        for (int i = 0; i < numberOfVariables; i++) {
            solution.setVariable(
                    i, new BinaryIntegerVariable(0, variation.genes().choices(i) - 1));
        }
        return solution;
    }

    @Override
    public int getArity() {
        return 2;
    }

    @Override
    public Solution[] evolve(Solution[] parents) {
        return new Solution[] {child(parents[0], parents[1]), child(parents[1], parents[0])};
    }

    private Solution child(Solution a, Solution b) {
        Solution child = a.copy();
        EncodingUtils.setInt(
                child, variation.child(genome(a), genome(b), random).toArray());
        return child;
    }

    private static Genome genome(Solution solution) {
        return Genome.of(EncodingUtils.getInt(solution));
    }
}
