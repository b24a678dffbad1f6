package llamanas.workers.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EstimateTest {
    private static double[] upTo(int n) {
        return IntStream.rangeClosed(1, n).mapToDouble(i -> n + 1 - i).toArray();
    }

    /** Places of the ends in tables of the binomial distribution (Le Boudec, table A.1: n = 10 2 and 9, n = 20 6 and 15, ..). */
    @Test
    void theEndsAreThoseOfTheTables() {
        assertThat(Estimate.of(upTo(6), 0.95)).isEqualTo(new Estimate(3.5, 1, 6, 6, 1 - 2.0 / 64));
        assertInterval(10, 2, 9);
        assertInterval(20, 6, 15);
        assertInterval(31, 10, 22);
        assertInterval(70, 27, 44);
    }

    private static void assertInterval(int n, double low, double high) {
        Estimate estimate = Estimate.of(upTo(n), 0.95);
        assertThat(estimate.low()).as("low of %d", n).isEqualTo(low);
        assertThat(estimate.high()).as("high of %d", n).isEqualTo(high);
        assertThat(estimate.confidence()).isBetween(0.95, 0.99);
        assertThat(estimate.median()).isEqualTo((n + 1) / 2.0);
    }

    @Test
    void fewValuesSayHowLittleTheyAreWorth() {
        assertThat(Estimate.of(new double[] {7}, 0.95)).isEqualTo(new Estimate(7, 7, 7, 1, 0));
        assertThat(Estimate.of(new double[] {1, 2, 4}, 0.95)).isEqualTo(new Estimate(2, 1, 4, 3, 0.75));
        assertThatThrownBy(() -> Estimate.of(new double[0], 0.95)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thousandsOfValuesAreNoProblem() {
        Estimate estimate = Estimate.of(upTo(5001), 0.95);
        // Normal approximation: the median's place plus and minus 1.96 sqrt(n) / 2.
        assertThat(estimate.low()).isCloseTo(2501 - 69.3, within(1.5));
        assertThat(estimate.high()).isCloseTo(2501 + 69.3, within(1.5));
    }

    /** Values as latencies are: most near each other, some much larger. */
    @Test
    void theMedianIsInTheIntervalAsOftenAsSaid() {
        SplittableRandom random = new SplittableRandom(3);
        int runs = 4000;
        int inside = 0;
        for (int run = 0; run < runs; run++) {
            double[] values = random.doubles(25).map(u -> 1 / (1 - u)).toArray();
            Estimate estimate = Estimate.of(values, 0.95);
            inside += estimate.low() <= 2 && 2 <= estimate.high() ? 1 : 0;
        }
        double claimed = Estimate.of(upTo(25), 0.95).confidence();
        assertThat((double) inside / runs).isCloseTo(claimed, within(0.012));
    }

    @Test
    void unitsAndRatesKeepTheInterval() {
        Estimate estimate = new Estimate(2, 1, 4, 9, 0.96);
        assertThat(estimate.times(1000)).isEqualTo(new Estimate(2000, 1000, 4000, 9, 0.96));
        assertThat(estimate.rateOf(8)).isEqualTo(new Estimate(4, 2, 8, 9, 0.96));
        assertThat(estimate.relativeError()).isEqualTo(0.75);
    }
}
