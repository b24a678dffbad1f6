package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Problem;
import llamanas.protocol.Randomness;
import llamanas.protocol.space.Genome;
import org.uma.jmetal.algorithm.Algorithm;
import org.uma.jmetal.algorithm.multiobjective.nsgaii.NSGAIIBuilder;
import org.uma.jmetal.algorithm.multiobjective.nsgaiii.NSGAIIIBuilder;
import org.uma.jmetal.operator.crossover.CrossoverOperator;
import org.uma.jmetal.operator.mutation.MutationOperator;
import org.uma.jmetal.operator.selection.impl.BinaryTournamentSelection;
import org.uma.jmetal.solution.integersolution.IntegerSolution;
import org.uma.jmetal.solution.integersolution.impl.DefaultIntegerSolution;
import org.uma.jmetal.util.bounds.Bounds;
import org.uma.jmetal.util.comparator.RankingAndCrowdingDistanceComparator;
import org.uma.jmetal.util.pseudorandom.JMetalRandom;

/** jMetal's NSGA-II and NSGA-III with our crossover and mutation, so that only the algorithms differ. */
final class JMetalRivals {
    private final Problem problem;
    private final Function<Genome, Evaluated> measure;
    private final Variation variation;
    private final Randomness random;
    private final List<Evaluated> evaluated = new ArrayList<>();

    private JMetalRivals(Problem problem, Function<Genome, Evaluated> measure, double crossover, long seed) {
        this.problem = problem;
        this.measure = measure;
        this.variation = Variation.of(new Genes(problem.space()), crossover, 0);
        this.random = Randomness.of(seed, 1);
        JMetalRandom.getInstance().setSeed(seed);
    }

    /** All that was evaluated, in that order, also more than once. */
    static List<Evaluated> nsga2(
            Problem problem, Function<Genome, Evaluated> measure, int population, int evaluations, long seed) {
        JMetalRivals rivals = new JMetalRivals(problem, measure, Simulation.CROSSOVER, seed);
        return rivals.run(new NSGAIIBuilder<>(
                        rivals.new Search(), rivals.new Crossover(), rivals.new Mutation(), population)
                .setMaxEvaluations(evaluations)
                .setSelectionOperator(new BinaryTournamentSelection<>(new RankingAndCrowdingDistanceComparator<>()))
                .build());
    }

    /** The same of NSGA-III; its population is the multiple of four that holds the reference points. */
    static List<Evaluated> nsga3(
            Problem problem, Function<Genome, Evaluated> measure, int divisions, int generations, long seed) {
        JMetalRivals rivals = new JMetalRivals(problem, measure, Simulation.CROSSOVER, seed);
        return rivals.run(new NSGAIIIBuilder<>(rivals.new Search())
                .setCrossoverOperator(rivals.new Crossover())
                .setMutationOperator(rivals.new Mutation())
                .setSelectionOperator(new BinaryTournamentSelection<>(new RankingAndCrowdingDistanceComparator<>()))
                .setNumberOfDivisions(divisions)
                .setMaxIterations(generations)
                .build());
    }

    private List<Evaluated> run(Algorithm<?> algorithm) {
        algorithm.run();
        return evaluated;
    }

    private static Genome genome(IntegerSolution solution) {
        return Genome.of(
                solution.variables().stream().mapToInt(Integer::intValue).toArray());
    }

    private static void write(Genome genome, IntegerSolution solution) {
        for (int i = 0; i < genome.size(); i++) {
            solution.variables().set(i, genome.get(i));
        }
    }

    @SuppressWarnings("serial") // never written anywhere
    private final class Search implements org.uma.jmetal.problem.Problem<IntegerSolution> {
        @Override
        public int numberOfVariables() {
            return problem.space().genes().size();
        }

        @Override
        public int numberOfObjectives() {
            return problem.objectives();
        }

        @Override
        public int numberOfConstraints() {
            return 0;
        }

        @Override
        public String name() {
            return "genes";
        }

        @Override
        public IntegerSolution evaluate(IntegerSolution solution) {
            Evaluated result = measure.apply(problem.space().canonical(genome(solution)));
            evaluated.add(result);
            for (int i = 0; i < solution.objectives().length; i++) {
                solution.objectives()[i] = result.costs().get(i);
            }
            return solution;
        }

        @Override
        public IntegerSolution createSolution() {
            List<Bounds<Integer>> bounds = problem.space().genes().stream()
                    .map(gene -> Bounds.create(0, gene.choices().size() - 1))
                    .toList();
            IntegerSolution solution = new DefaultIntegerSolution(bounds, numberOfObjectives(), 0);
            write(variation.genes().uniform(random), solution);
            return solution;
        }
    }

    @SuppressWarnings("serial") // never written anywhere
    private final class Crossover implements CrossoverOperator<IntegerSolution> {
        @Override
        public double crossoverProbability() {
            return variation.crossover();
        }

        @Override
        public int numberOfRequiredParents() {
            return 2;
        }

        @Override
        public int numberOfGeneratedChildren() {
            return 2;
        }

        @Override
        public List<IntegerSolution> execute(List<IntegerSolution> parents) {
            return List.of(child(parents.get(0), parents.get(1)), child(parents.get(1), parents.get(0)));
        }

        private IntegerSolution child(IntegerSolution a, IntegerSolution b) {
            IntegerSolution child = (IntegerSolution) a.copy();
            if (random.nextBoolean(variation.crossover())) {
                write(variation.genes().cross(genome(a), genome(b), random), child);
            }
            return child;
        }
    }

    @SuppressWarnings("serial") // never written anywhere
    private final class Mutation implements MutationOperator<IntegerSolution> {
        @Override
        public double mutationProbability() {
            return variation.mutation();
        }

        @Override
        public IntegerSolution execute(IntegerSolution solution) {
            write(variation.genes().mutate(genome(solution), variation.mutation(), random), solution);
            return solution;
        }
    }
}
