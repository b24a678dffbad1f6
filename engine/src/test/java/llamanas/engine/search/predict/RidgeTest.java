package llamanas.engine.search.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import llamanas.protocol.Randomness;
import llamanas.protocol.space.Gene;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RidgeTest {
    private static final double[] PENALTIES = {1e-3, 1e-2, 1e-1, 1, 10, 100, 1000};
    private final int[] choices = {4, 4, 4, 4, 4, 4};
    /** Of genes with different choices, which are so encoded one by one. */
    private final Encoding encoding = Encoding.of(IntStream.range(0, choices.length)
            .mapToObj(gene -> new Gene(
                    "x" + gene,
                    IntStream.range(0, choices[gene])
                            .mapToObj(c -> gene + "." + c)
                            .toList()))
            .toList());

    @ParameterizedTest
    @ValueSource(ints = {60, 300})
    void findsAnAdditiveFunctionWithFewerAndWithMoreSamplesThanColumns(int samples) {
        List<Genome> drawn = draw(samples, 1);
        Ridge.Additive ridge = fit(drawn, values(drawn, RidgeTest::additive));
        for (Genome genome : draw(100, 2)) {
            assertThat(predict(ridge, genome)).isCloseTo(additive(genome), within(0.01));
        }
    }

    /** 12 samples take the dual form, 40 the primal one; both against fitting again without each sample by plain elimination. */
    @ParameterizedTest
    @ValueSource(ints = {12, 40})
    void leavesOneOutAsIfFittedAgain(int samples) {
        List<Genome> drawn = draw(samples, 3);
        double[] values = values(drawn, g -> additive(g) + Math.sin(g.hashCode()));
        double[] best = Arrays.stream(PENALTIES)
                .mapToObj(penalty -> refitted(drawn, values, penalty))
                .min((a, b) -> Double.compare(squaredError(a, values), squaredError(b, values)))
                .orElseThrow();
        double[][] rows = drawn.stream().map(g -> encoding.row(g.toArray())).toArray(double[][]::new);
        assertThat(new RidgeDesign(rows).fit(values).leaveOneOut()).containsExactly(best, within(1e-6));
    }

    @Test
    void constantTargetsAreTheirOwnPrediction() {
        List<Genome> drawn = draw(10, 4);
        Ridge.Additive ridge = fit(drawn, values(drawn, g -> 7));
        assertThat(predict(ridge, Genome.of(3, 3, 3, 3, 3, 3))).isCloseTo(7, within(1e-12));
    }

    @Test
    void predictsTheMeanOfANoiseItCantExplain() {
        List<Genome> drawn = draw(200, 5);
        Randomness random = Randomness.of(6, 0);
        Ridge.Additive ridge = fit(drawn, values(drawn, g -> 5 + random.nextDouble()));
        for (Genome genome : draw(50, 7)) {
            assertThat(predict(ridge, genome)).isCloseTo(5.5, within(0.3));
        }
    }

    @Test
    void takesLogarithmsWhereDamageMultiplies() {
        List<Genome> drawn = draw(80, 8);
        double[] values = values(drawn, g -> Math.exp(additive(g)));
        TargetModel model = TargetModel.fit(samples(drawn), values);
        assertThat(model.logarithmic()).isTrue();
        for (Genome genome : draw(50, 9)) {
            double expected = Math.exp(additive(genome));
            assertThat(model.predict(rows(List.of(genome)))[0]).isCloseTo(expected, within(0.05 * expected));
        }
    }

    @Test
    void negativeValuesAreTakenAsTheyAre() {
        List<Genome> drawn = draw(80, 10);
        TargetModel model = TargetModel.fit(samples(drawn), values(drawn, g -> additive(g) - 1000));
        assertThat(model.logarithmic()).isFalse();
    }

    @Test
    void extrapolatesByNoMoreThanTheRangeOfTheSamples() {
        List<Genome> drawn =
                List.of(Genome.of(0, 0, 0, 0, 0, 0), Genome.of(1, 0, 0, 0, 0, 0), Genome.of(0, 1, 0, 0, 0, 0));
        TargetModel model = TargetModel.fit(samples(drawn), new double[] {-1, 1, 1});
        for (Genome genome : draw(50, 11)) {
            assertThat(model.predict(rows(List.of(genome)))[0]).isBetween(-3.0, 3.0);
        }
    }

    @Test
    void theThresholdOfViolationsTellsTheSamplesApart() {
        double[] predictions = {0.9, 0.1, 0.3, 0.5, 0.2};
        assertThat(ViolationModel.threshold(predictions, new double[] {1, 0, 0, 2, 0}))
                .isCloseTo(0.4, within(1e-12));
        assertThat(ViolationModel.threshold(predictions, new double[] {1, 0, 2, 3, 0}))
                .isCloseTo(0.25, within(1e-12));
        assertThat(ViolationModel.threshold(predictions, new double[] {0, 1, 0, 0, 0}))
                .as("one outlier does not move it")
                .isCloseTo(0.9, within(1e-12));
    }

    @Test
    void invertsAMatrix() {
        double[][] inverse = SymmetricInverse.of(new double[][] {{4, 2, 0}, {2, 5, 1}, {0, 1, 3}});
        double[][] expected = {
            {14 / 44.0, -6 / 44.0, 2 / 44.0}, {-6 / 44.0, 12 / 44.0, -4 / 44.0}, {2 / 44.0, -4 / 44.0, 16 / 44.0}
        };
        for (int i = 0; i < 3; i++) {
            assertThat(inverse[i]).containsExactly(expected[i], within(1e-12));
        }
        assertThatThrownBy(() -> SymmetricInverse.of(new double[][] {{1, 2}, {2, 1}}))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("not positive definite");
    }

    private Ridge.Additive fit(List<Genome> samples, double[] targets) {
        return new Ridge.OnGenes(encoding, rows(samples)).fit(targets);
    }

    private Samples samples(List<Genome> drawn) {
        return new Samples(encoding, rows(drawn));
    }

    private static int[][] rows(List<Genome> genomes) {
        return genomes.stream().map(Genome::toArray).toArray(int[][]::new);
    }

    private static double predict(Ridge.Additive model, Genome genome) {
        return model.predict(rows(List.of(genome)))[0];
    }

    private List<Genome> draw(int count, long seed) {
        Randomness random = Randomness.of(seed, 0);
        return IntStream.range(0, count)
                .mapToObj(i -> Genome.uniform(choices, random))
                .toList();
    }

    private static double additive(Genome genome) {
        return 3 + genome.get(0) * genome.get(0) - 0.5 * genome.get(1) + (genome.get(5) == 2 ? 1 : 0);
    }

    private static double[] values(List<Genome> genomes, ToDoubleFunction<Genome> function) {
        return genomes.stream().mapToDouble(function).toArray();
    }

    private double squaredError(double[] a, double[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> (a[i] - b[i]) * (a[i] - b[i]))
                .sum();
    }

    private double[] refitted(List<Genome> samples, double[] values, double penalty) {
        double[] predictions = new double[values.length];
        for (int left = 0; left < values.length; left++) {
            List<double[]> rows = new ArrayList<>();
            List<Double> targets = new ArrayList<>();
            for (int i = 0; i < values.length; i++) {
                if (i != left) {
                    rows.add(oneHot(samples.get(i)));
                    targets.add(values[i]);
                }
            }
            double[] solution = ridgeByElimination(rows, targets, penalty);
            double[] row = oneHot(samples.get(left));
            predictions[left] = IntStream.range(0, row.length)
                    .mapToDouble(k -> row[k] * solution[k])
                    .sum();
        }
        return predictions;
    }

    /** The last column is the intercept, which is not penalised. */
    private static double[] oneHot(Genome genome) {
        double[] row = new double[25];
        for (int gene = 0; gene < 6; gene++) {
            row[4 * gene + genome.get(gene)] = 1;
        }
        row[24] = 1;
        return row;
    }

    private static double[] ridgeByElimination(List<double[]> rows, List<Double> targets, double penalty) {
        int n = 25;
        double[][] system = new double[n][n + 1];
        for (int r = 0; r < rows.size(); r++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    system[i][j] += rows.get(r)[i] * rows.get(r)[j];
                }
                system[i][n] += rows.get(r)[i] * targets.get(r);
            }
        }
        for (int i = 0; i < n - 1; i++) {
            system[i][i] += penalty;
        }
        for (int pivot = 0; pivot < n; pivot++) {
            for (int row = 0; row < n; row++) {
                double factor = row == pivot ? 0 : system[row][pivot] / system[pivot][pivot];
                for (int column = pivot; column <= n; column++) {
                    system[row][column] -= factor * system[pivot][column];
                }
            }
        }
        return IntStream.range(0, n)
                .mapToDouble(i -> system[i][n] / system[i][i])
                .toArray();
    }
}
