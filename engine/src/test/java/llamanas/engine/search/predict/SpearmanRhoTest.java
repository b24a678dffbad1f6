package llamanas.engine.search.predict;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SpearmanRhoTest {
    @Test
    void orderIsAllThatCounts() {
        assertThat(SpearmanRho.of(new double[] {1, 2, 3}, new double[] {1, 10, 11}))
                .isEqualTo(1);
        assertThat(SpearmanRho.of(new double[] {1, 2, 3}, new double[] {3, 2, 1}))
                .isEqualTo(-1);
    }

    /** 1 - 6 * sum of squared differences of ranks / (n (n^2 - 1)) holds without ties. */
    @Test
    void agreesWithTheFormulaWithoutTies() {
        double[] x = {106, 100, 86, 101, 99, 103, 97, 113, 112, 110};
        double[] y = {7, 27, 2, 50, 28, 29, 20, 12, 6, 17};
        assertThat(SpearmanRho.of(x, y)).isCloseTo(-29.0 / 165, Offset.offset(1e-12));
    }

    /** Ranks 0, 1.5, 1.5, 3 against 0 to 3. */
    @Test
    void equalValuesShareTheirMeanRank() {
        assertThat(SpearmanRho.of(new double[] {1, 2, 2, 3}, new double[] {1, 2, 3, 4}))
                .isCloseTo(4.5 / Math.sqrt(4.5 * 5), Offset.offset(1e-12));
        assertThat(SpearmanRho.of(new double[] {1, 1}, new double[] {1, 2})).isNaN();
    }
}
