package llamanas.engine.search.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import llamanas.protocol.Randomness;
import llamanas.protocol.space.Gene;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.Test;

class GaussianProcessTest {
    private static final int LAYERS = 6;
    private static final int[] CHOICES = {4, 4, 4, 4, 4, 4, 3};
    private final GeneKernel kernel = GeneKernel.of(genes());

    private static List<Gene> genes() {
        List<String> widths = List.of("1", "2", "3", "4");
        return IntStream.rangeClosed(0, LAYERS)
                .mapToObj(i ->
                        i < LAYERS ? new Gene("ffn[" + i + "]", widths) : new Gene("depth", List.of("4", "5", "6")))
                .toList();
    }

    private static double damage(int[] g) {
        double sum = 0;
        for (int i = 0; i < LAYERS; i++) {
            sum += (i + 1) * (3 - g[i]) * (3 - g[i]) / 10.0;
        }
        return sum + (2 - g[LAYERS]) * (1 + 0.3 * (3 - g[0]));
    }

    private static int[][] draw(int count, long seed) {
        Randomness random = Randomness.of(seed, 0);
        return IntStream.range(0, count)
                .mapToObj(i -> Genome.uniform(CHOICES, random).toArray())
                .toArray(int[][]::new);
    }

    private static double[] values(int[][] genomes, ToDoubleFunction<int[]> function) {
        return Arrays.stream(genomes).mapToDouble(function).toArray();
    }

    @Test
    void foreseesSumsAndPairsFromFewSamples() {
        int[][] known = draw(60, 1);
        int[][] unseen = draw(300, 2);
        GaussianProcess process = GaussianProcess.fit(kernel, known, values(known, GaussianProcessTest::damage));
        double[] predicted = values(unseen, process::mean);
        double[] measured = values(unseen, GaussianProcessTest::damage);
        assertThat(KendallTau.of(predicted, measured)).isGreaterThan(0.95);
    }

    /** The tables that predict fast are the same function as the kernel. */
    @Test
    void tablesAreTheKernel() {
        int[][] known = draw(25, 3);
        int[][] unseen = draw(40, 4);
        GaussianProcess process = GaussianProcess.fit(kernel, known, values(known, GaussianProcessTest::damage));
        double[] means = process.joint(unseen).means();
        for (int i = 0; i < unseen.length; i++) {
            assertThat(process.mean(unseen[i])).isCloseTo(means[i], within(1e-6));
        }
    }

    @Test
    void tablesAreTheKernelWhereDamagesAreKnown() {
        int[][] known = draw(25, 3);
        int[][] unseen = draw(40, 4);
        GeneKernel withDamages = GeneKernel.of(
                genes(), Optional.of(DamageFeatures.of(genes(), damages(GaussianProcessTest::damage), known)));
        GaussianProcess process = GaussianProcess.fit(withDamages, known, values(known, GaussianProcessTest::damage));
        double[] means = process.joint(unseen).means();
        for (int i = 0; i < unseen.length; i++) {
            assertThat(process.mean(unseen[i])).isCloseTo(means[i], within(1e-6));
        }
    }

    /** A list with itself is half of two lists. */
    @Test
    void likenessWithinIsTheLowerTriangle() {
        int[][] known = draw(12, 9);
        GeneKernel withDamages = GeneKernel.of(
                genes(), Optional.of(DamageFeatures.of(genes(), damages(GaussianProcessTest::damage), known)));
        KernelWeights weights = KernelWeights.begin(withDamages.kinds(), true);
        double[][] within = weights.covariances(withDamages.within(known));
        double[][] between = weights.covariances(withDamages.between(known, known.clone()));
        for (int i = 0; i < known.length; i++) {
            assertThat(within[i]).containsExactly(Arrays.copyOf(between[i], i + 1));
        }
    }

    /** Of every single change. */
    private static Damages damages(ToDoubleFunction<int[]> damage) {
        int[] full = {3, 3, 3, 3, 3, 3, 2};
        Map<Genome, Double> single = new HashMap<>();
        for (int gene = 0; gene < full.length; gene++) {
            for (int choice = 0; choice < full[gene]; choice++) {
                int[] changed = full.clone();
                changed[gene] = choice;
                single.put(Genome.of(changed), damage.applyAsDouble(changed));
            }
        }
        return Damages.of(Genome.of(full), single);
    }

    /** Where vectors of changes add up and the divergence is the square of their sum, pairs of them are what sums don't know. */
    @Test
    void damagesTellHowChangesPlayTogether() {
        double[][] vectors = {{1, 0.2}, {0.8, 0.6}, {-0.5, 1}, {0.3, -0.9}, {0.9, 0.9}, {-1, 0.1}, {0.4, 0.7}};
        ToDoubleFunction<int[]> divergence = genome -> {
            double[] sum = new double[2];
            for (int gene = 0; gene < genome.length; gene++) {
                int steps = CHOICES[gene] - 1 - genome[gene];
                sum[0] += steps * vectors[gene][0];
                sum[1] += steps * vectors[gene][1];
            }
            return sum[0] * sum[0] + sum[1] * sum[1];
        };
        Damages damages = damages(divergence);
        int[][] known = draw(60, 7);
        int[][] unseen = draw(300, 8);
        ToDoubleFunction<int[]> beside = genome -> divergence.applyAsDouble(genome) / (0.1 + damages.of(genome));
        GeneKernel withDamages = GeneKernel.of(genes(), Optional.of(DamageFeatures.of(genes(), damages, known)));
        double without = error(GaussianProcess.fit(kernel, known, values(known, beside)), unseen, beside);
        double with = error(GaussianProcess.fit(withDamages, known, values(known, beside)), unseen, beside);
        assertThat(with).isLessThan(0.7 * without);
    }

    private static double error(GaussianProcess process, int[][] unseen, ToDoubleFunction<int[]> truth) {
        return Arrays.stream(unseen)
                .mapToDouble(genome -> Math.abs(process.mean(genome) - truth.applyAsDouble(genome)))
                .average()
                .orElseThrow();
    }

    /** A table of all pairs of their choices would take terabytes. */
    @Test
    void spacesOfVeryManyChoicesNeedNoTables() {
        List<String> choices = IntStream.range(0, 100).mapToObj(String::valueOf).toList();
        List<Gene> many = IntStream.range(0, 10_000)
                .mapToObj(i -> new Gene("x" + i, choices))
                .toList();
        int[] counts = new int[many.size()];
        Arrays.fill(counts, choices.size());
        int[][] genomes = IntStream.range(0, 8)
                .mapToObj(i -> Genome.uniform(counts, Randomness.of(9, i)).toArray())
                .toArray(int[][]::new);
        double[] targets =
                IntStream.range(0, genomes.length).mapToDouble(i -> i).toArray();
        GaussianProcess process =
                GaussianProcess.of(GeneKernel.of(many), genomes, targets, KernelWeights.begin(1, false));
        double[] means = process.joint(genomes).means();
        for (int i = 0; i < genomes.length; i++) {
            assertThat(process.mean(genomes[i])).isCloseTo(means[i], within(1e-9));
        }
        assertThat(means[7]).isGreaterThan(means[0]);
    }

    @Test
    void deviationsAreThoseOfTheJointDistributionAndSmallWhereItHasBeen() {
        int[][] known = draw(30, 5);
        int[][] unseen = draw(20, 6);
        GaussianProcess process = GaussianProcess.fit(kernel, known, values(known, GaussianProcessTest::damage));
        double[] deviations = process.deviations(unseen);
        double[][] covariances = process.joint(unseen).covariances();
        for (int i = 0; i < unseen.length; i++) {
            assertThat(deviations[i]).isCloseTo(Math.sqrt(covariances[i][i]), within(1e-6));
        }
        double there = Arrays.stream(process.deviations(known)).max().orElseThrow();
        assertThat(there).isLessThan(Arrays.stream(deviations).average().orElseThrow());
    }

    /** In closed form as without each sample in turn. */
    @Test
    void leavesOneOutAsIfItHadNotBeenThere() {
        int[][] known = draw(20, 7);
        double[] targets = values(known, GaussianProcessTest::damage);
        KernelWeights weights = KernelWeights.begin(kernel.kinds(), false);
        double[] foreseen = GaussianProcess.of(kernel, known, targets, weights).leaveOneOut()[0];
        for (int left = 0; left < known.length; left++) {
            int without = left;
            int[] others =
                    IntStream.range(0, known.length).filter(i -> i != without).toArray();
            int[][] rest = IntStream.of(others).mapToObj(i -> known[i]).toArray(int[][]::new);
            double[] values = IntStream.of(others).mapToDouble(i -> targets[i]).toArray();
            double mean = GaussianProcess.of(kernel, rest, values, weights).mean(known[left]);
            assertThat(foreseen[left]).isCloseTo(mean, within(1e-6));
        }
    }

    @Test
    void samplesThatAreTheSameAreNoObstacle() {
        int[][] known = draw(3, 8);
        int[][] twice = {known[0], known[0], known[1], known[1], known[2], known[2]};
        double[] targets = {0, 0.1, 1, 1.1, 2, 2.1};
        GaussianProcess process = GaussianProcess.fit(kernel, twice, targets);
        assertThat(process.mean(known[2])).isBetween(process.mean(known[0]), 3.0);
    }

    @Test
    void choleskySolves() {
        double[][] matrix = {{4, 2, 1}, {2, 3, 0.5}, {1, 0.5, 2}};
        Cholesky cholesky = Cholesky.of(matrix).orElseThrow();
        double[] solution = cholesky.solve(new double[] {1, 2, 3});
        assertThat(Matrices.multiply(matrix, solution)).containsExactly(new double[] {1, 2, 3}, within(1e-12));
        assertThat(cholesky.logDeterminant()).isCloseTo(Math.log(14), within(1e-12));
        double[] unit = cholesky.solve(new double[] {0, 1, 0});
        assertThat(cholesky.inverseDiagonal()[1]).isCloseTo(unit[1], within(1e-12));
        assertThat(Cholesky.of(new double[][] {{1, 2}, {2, 1}})).isEmpty();
    }
}
