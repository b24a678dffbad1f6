package llamanas.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import llamanas.protocol.Randomness;
import org.junit.jupiter.api.Test;

/** The knapsack beside trying everything. */
class BlockKnapsackTest {
    private static final int BLOCKS = 6;
    private static final int OPTIONS = 3;

    private final double[][] damage = new double[BLOCKS][OPTIONS];
    private final double[][] cost = new double[BLOCKS][OPTIONS];

    private void draw(long seed) {
        Randomness random = Randomness.of(seed, 0);
        for (int block = 0; block < BLOCKS; block++) {
            for (int option = 0; option < OPTIONS; option++) {
                damage[block][option] = random.nextDouble();
                cost[block][option] = random.nextInt(10);
            }
        }
    }

    @Test
    void theLeastDamageUnderEveryBudgetIsFound() {
        for (long seed = 0; seed < 20; seed++) {
            draw(seed);
            List<int[]> solutions = new BlockKnapsack(damage, cost, 64, 4).solve();
            for (int budget = 0; budget <= 54; budget++) {
                assertThat(least(solutions, budget)).isEqualTo(least(all(), budget));
            }
        }
    }

    @Test
    void withoutCostsTheBestOnesComeInOrder() {
        draw(3);
        List<int[]> solutions = new BlockKnapsack(damage, new double[BLOCKS][OPTIONS], 1, 25).solve();
        double[] expected = all().stream()
                .mapToDouble(o -> sum(damage, o))
                .sorted()
                .limit(25)
                .toArray();
        assertThat(solutions.stream().mapToDouble(o -> sum(damage, o)).toArray())
                .containsExactly(expected);
    }

    @Test
    void noSolutionComesTwice() {
        draw(5);
        Set<List<Integer>> distinct = new HashSet<>();
        List<int[]> solutions = new BlockKnapsack(damage, cost, 20, 8).solve();
        solutions.forEach(o -> distinct.add(Arrays.stream(o).boxed().toList()));
        assertThat(distinct).hasSize(solutions.size());
    }

    private static List<int[]> all() {
        return IntStream.range(0, (int) Math.pow(OPTIONS, BLOCKS))
                .mapToObj(number -> IntStream.range(0, BLOCKS)
                        .map(block -> number / (int) Math.pow(OPTIONS, block) % OPTIONS)
                        .toArray())
                .toList();
    }

    private double least(List<int[]> solutions, double budget) {
        return solutions.stream()
                .filter(options -> sum(cost, options) <= budget)
                .mapToDouble(options -> sum(damage, options))
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    private static double sum(double[][] table, int[] options) {
        double sum = 0;
        for (int block = 0; block < options.length; block++) {
            sum += table[block][options[block]];
        }
        return sum;
    }
}
