package llamanas.workers.elastic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChangeSampleTest {
    /** Twenty passages of 137 tokens. */
    private static final List<int[]> TEXT =
            IntStream.range(0, 20).mapToObj(i -> new int[137]).toList();

    @Test
    void theyCostAnEighthOfTheBudgetAtMost() {
        ChangeSample sample = ChangeSample.of(TEXT, 120, 150);
        assertThat(sample.tokens()).isEqualTo(411);
        assertThat(Calibration.tokens(sample.sequences())).isEqualTo(411);
        assertThat(sample.sequences()).map(ids -> ids.length).containsExactly(137, 137, 137);
        assertThat(sample.evaluations()).isEqualTo(18);
        assertThat(sample.all()).isEqualTo(2740);
    }

    @Test
    void aLargeBudgetReadsAll() {
        ChangeSample sample = ChangeSample.of(TEXT, 7, 250);
        assertThat(sample.tokens()).isEqualTo(2740);
        assertThat(sample.evaluations()).isEqualTo(7);
    }

    @Test
    void aSmallBudgetReadsTheFewestTokensOrNone() {
        ChangeSample small = ChangeSample.of(TEXT, 120, 12);
        assertThat(small.tokens()).isEqualTo(64);
        assertThat(small.evaluations()).isEqualTo(3);
        ChangeSample none = ChangeSample.of(TEXT, 120, 8);
        assertThat(none.sequences()).isEmpty();
        assertThat(none.tokens()).isZero();
        assertThat(none.evaluations()).isZero();
        assertThat(ChangeSample.of(List.of(new int[40]), 3, 9).tokens()).isEqualTo(40);
        assertThat(ChangeSample.of(List.of(), 3, 9).evaluations()).isZero();
        assertThat(ChangeSample.of(TEXT, 0, 9).evaluations()).isZero();
    }
}
