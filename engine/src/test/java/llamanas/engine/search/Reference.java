package llamanas.engine.search;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.moeaframework.core.FastNondominatedSorting;
import org.moeaframework.core.NondominatedPopulation;
import org.moeaframework.core.Population;
import org.moeaframework.core.Solution;
import org.moeaframework.core.attribute.CrowdingDistance;
import org.moeaframework.core.attribute.Rank;
import org.moeaframework.core.indicator.WFGHypervolume;
import org.moeaframework.core.variable.RealVariable;
import org.moeaframework.problem.AbstractProblem;

/** The MOEA Framework's answers to the same questions, and random sets of points to ask about. */
public final class Reference {
    private Reference() {}

    /** Sets of points on a coarse grid, where ties and duplicates abound, or on a fine one, where they are rare. */
    public static Arbitrary<double[][]> points(int fewestObjectives, int mostObjectives, int mostPoints) {
        return Arbitraries.integers()
                .between(fewestObjectives, mostObjectives)
                .flatMap(objectives -> Arbitraries.of(4, 1_000_000).flatMap(levels -> Arbitraries.integers()
                        .between(0, levels)
                        .map(level -> level / (double) levels)
                        .list()
                        .ofSize(objectives)
                        .map(costs ->
                                costs.stream().mapToDouble(Double::doubleValue).toArray())
                        .list()
                        .ofMinSize(0)
                        .ofMaxSize(mostPoints)
                        .map(points -> points.toArray(double[][]::new))));
    }

    public static int[] ranks(double[][] costs, double[] violations) {
        List<Solution> solutions = solutions(costs, violations);
        new FastNondominatedSorting().evaluate(new Population(solutions));
        return solutions.stream().mapToInt(Rank::getAttribute).toArray();
    }

    /** For points of one front. */
    public static double[] crowding(double[][] costs) {
        List<Solution> solutions = solutions(costs, new double[costs.length]);
        new FastNondominatedSorting().updateCrowdingDistance(new Population(solutions));
        return solutions.stream().mapToDouble(CrowdingDistance::getAttribute).toArray();
    }

    public static double hypervolume(double[][] costs, double[] reference) {
        return new WFGHypervolume(new Dimensions(reference.length), reference)
                .evaluate(new NondominatedPopulation(solutions(costs, new double[costs.length])));
    }

    private static List<Solution> solutions(double[][] costs, double[] violations) {
        return IntStream.range(0, costs.length)
                .mapToObj(i -> {
                    Solution solution = new Solution(0, costs[i].length, 1);
                    solution.setObjectives(costs[i]);
                    solution.setConstraint(0, violations[i]);
                    return solution;
                })
                .toList();
    }

    /** A problem that only knows how many objectives it has. */
    private static final class Dimensions extends AbstractProblem {
        Dimensions(int objectives) {
            super(1, objectives);
        }

        @Override
        public void evaluate(Solution solution) {
            throw new UnsupportedOperationException("nothing to evaluate");
        }

        @Override
        public Solution newSolution() {
            Solution solution = new Solution(1, numberOfObjectives);
            solution.setVariable(0, new RealVariable(0, 1));
            return solution;
        }
    }
}
