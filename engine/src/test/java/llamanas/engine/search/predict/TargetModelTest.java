package llamanas.engine.search.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

class TargetModelTest {
    private static final int GENES = 8;
    private static final List<String> WIDTHS = List.of("1", "2", "3", "4");
    private final Encoding encoding = Encoding.of(
            IntStream.range(0, GENES).mapToObj(i -> new Gene("x" + i, WIDTHS)).toList());

    @Test
    void ordersWhatItHasNotSeen() {
        int[][] known = draw(150, 1);
        int[][] unseen = draw(300, 2);
        TargetModel model = TargetModel.fit(new Samples(encoding, known), values(known, TargetModelTest::damage));
        Accuracy accuracy = Accuracy.of(model.predict(unseen), values(unseen, TargetModelTest::damage));
        assertThat(accuracy.tau()).isGreaterThan(0.8);
        assertThat(accuracy.mape()).isLessThan(0.1);
        assertThat(model.accuracy().tau()).isCloseTo(accuracy.tau(), within(0.08));
    }

    @Test
    void intervalsHoldWhatTheyPromise() {
        int[][] known = draw(200, 3);
        int[][] unseen = draw(1000, 4);
        Randomness noise = Randomness.of(5, 0);
        ToDoubleFunction<int[]> noisy = g -> damage(g) + noise.nextDouble();
        TargetModel model = TargetModel.fit(new Samples(encoding, known), values(known, noisy));
        double coverage = Interval.coverage(model.bounds(unseen, -1), model.bounds(unseen, 1), values(unseen, noisy));
        assertThat(coverage).isBetween(0.83, 0.97);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 6, 19})
    void fewSamplesGivePredictionsAsWell(int count) {
        int[][] known = draw(count, 7);
        double[] values = values(known, TargetModelTest::damage);
        TargetModel model = TargetModel.fit(new Samples(encoding, known), values);
        assertThat(model.predict(draw(50, 8))).doesNotContain(Double.NaN);
        assertThat(model.outOfFold()).hasSize(count);
    }

    @Test
    void constantTargetsAreTheirOwnPrediction() {
        int[][] known = draw(30, 9);
        TargetModel model = TargetModel.fit(new Samples(encoding, known), values(known, g -> 7));
        for (double predicted : model.predict(draw(20, 10))) {
            assertThat(predicted).isCloseTo(7, within(1e-9));
        }
    }

    @Test
    void whatIsUnlikeAllSamplesIsDoubted() {
        int[][] known =
                Arrays.stream(draw(60, 11)).map(g -> with(g, 0, g[0] % 2)).toArray(int[][]::new);
        Leverage leverage = new Leverage(encoding, known);
        double[] doubts = leverage.doubts(new int[][] {known[0], with(known[0], 0, 3)});
        assertThat(doubts[1]).isGreaterThan(5 * doubts[0]);
        assertThat(leverage.leftOut()[0]).isGreaterThan(leverage.deviations(known)[0]);
    }

    @Test
    void layersOfOneKindShareWhatTheyHaveInCommon() {
        assertThat(encoding.columns()).isEqualTo(4 * GENES + 4);
        int[] genome = {0, 0, 1, 2, 3, 3, 3, 3};
        double[] row = encoding.row(genome);
        assertThat(Arrays.copyOfRange(row, 4 * GENES, 4 * GENES + 4))
                .containsExactly(new double[] {1.4, 0.7, 0.7, 2.8}, within(1e-12));
        double product = 0;
        for (int gene = 0; gene < GENES; gene++) {
            product += encoding.added(row, gene, genome[gene]);
        }
        assertThat(product).isCloseTo(Matrices.dot(row, row), within(1e-12));
    }

    private static int[] with(int[] genome, int gene, int choice) {
        int[] changed = genome.clone();
        changed[gene] = choice;
        return changed;
    }

    /** What layers cost multiplies, and the first ones cost the most. */
    private static double damage(int[] genome) {
        double log = 1;
        for (int i = 0; i < GENES; i++) {
            double missing = (3 - genome[i]) / 3.0;
            log += missing * missing * 0.4 / (1 + i);
        }
        return Math.exp(log);
    }

    private static double[] values(int[][] genomes, ToDoubleFunction<int[]> function) {
        return Arrays.stream(genomes).mapToDouble(function).toArray();
    }

    private static int[][] draw(int count, long seed) {
        Randomness random = Randomness.of(seed, 0);
        int[] choices = new int[GENES];
        Arrays.fill(choices, 4);
        return IntStream.range(0, count)
                .mapToObj(i -> Genome.uniform(choices, random).toArray())
                .toArray(int[][]::new);
    }
}
