package llamanas.engine.search.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class EstimateTest {
    @Test
    void meanWithItsInterval() {
        Estimate estimate = Estimate.of(List.of(1.0, 2.0, 3.0, 4.0));
        assertThat(estimate.mean()).isEqualTo(2.5);
        // sd = 1.29099, n = 4: 3.182 * 1.29099 / 2
        assertThat(estimate.high() - estimate.mean()).isCloseTo(2.0543, within(1e-3));
        assertThat(estimate.mean() - estimate.low()).isCloseTo(2.0543, within(1e-3));
    }

    @Test
    void oneValueHasNoInterval() {
        assertThat(Estimate.of(List.of(3.0))).isEqualTo(new Estimate(3, Double.NaN, Double.NaN));
        assertThat(Estimate.of(List.of()).mean()).isNaN();
    }
}
