package llamanas.engine.search.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CostScaleTest {
    private static final CostScale.Range RANGE = new CostScale.Range(0, 1.1);
    private static final double[] COSTS = {0, 0.01, 0.4, 1.1, 105};
    private final List<CostScale> scales = Stream.of(true, false)
            .flatMap(known -> CostScale.all(RANGE, COSTS, Optional.of(0.0), known).stream())
            .toList();

    @Test
    void costsOfInterestComeBackAsTheyAre() {
        for (CostScale scale : scales) {
            for (double cost : new double[] {0, 0.01, 0.4, 1.1}) {
                assertThat(scale.cost(scale.target(cost, 0.3), 0.3)).isCloseTo(cost, within(1e-9));
            }
        }
    }

    @Test
    void targetsRiseWithTheCostAndOutliersStayNear() {
        for (CostScale scale : scales) {
            double last = Double.NEGATIVE_INFINITY;
            for (double cost : new double[] {0, 1e-3, 0.1, 1, 1.2, 3, 10}) {
                assertThat(scale.target(cost, 0.3)).isGreaterThan(last);
                last = scale.target(cost, 0.3);
            }
            assertThat(scale.target(1e155, 0.3)).isLessThan(10 * scale.target(1.1, 0.3) + 10);
        }
    }

    /** As finite differences say. */
    @Test
    void slopesAreThoseOfTheTargets() {
        for (CostScale scale : scales) {
            for (double cost : new double[] {0.05, 0.7, 2, 20}) {
                double slope = (scale.target(cost + 1e-6, 0.3) - scale.target(cost - 1e-6, 0.3)) / 2e-6;
                assertThat(scale.logSlope(cost, 0.3)).isCloseTo(Math.log(slope), within(1e-3));
            }
        }
    }
}
