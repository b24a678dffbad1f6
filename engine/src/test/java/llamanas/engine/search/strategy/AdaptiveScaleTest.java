package llamanas.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import llamanas.engine.search.pareto.Pareto;
import org.junit.jupiter.api.Test;

class AdaptiveScaleTest {
    /** A plane with other units in each objective comes out as the plane where all add up to 1. */
    @Test
    void thePlaneThroughTheExtremePointsMeetsTheAxesAtOne() {
        double[][] costs = Arrays.stream(ReferenceDirections.of(3, 6))
                .map(p -> new double[] {3 + 0.5 * p[0], 4e6 * p[1], -1 + 20 * p[2]})
                .toArray(double[][]::new);
        double[][] scaled = new AdaptiveScale(3).scaled(costs, all(costs));
        for (double[] point : scaled) {
            assertThat(Arrays.stream(point).sum()).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void aDominatedPointDoesNotMoveThePlane() {
        double[][] costs = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {9, 9, 9}};
        double[][] scaled = new AdaptiveScale(3).scaled(costs, Pareto.front(costs));
        assertThat(scaled[0]).containsExactly(new double[] {1, 0, 0}, within(1e-12));
        assertThat(scaled[3]).containsExactly(new double[] {9, 9, 9}, within(1e-9));
    }

    @Test
    void theBestOfEarlierPopulationsStaysTheOrigin() {
        AdaptiveScale scale = new AdaptiveScale(2);
        scale.scaled(new double[][] {{0, 4}, {4, 0}}, new int[] {0, 1});
        assertThat(scale.scaled(new double[][] {{1, 3}, {3, 1}}, new int[] {0, 1}))
                .isDeepEqualTo(new double[][] {{1 / 3.0, 1}, {1, 1 / 3.0}});
    }

    @Test
    void frontsThatSpanNoPlaneAreScaledByTheirExtent() {
        // A line in three objectives, two points, one, and an objective that is the same everywhere.
        assertFinite(new double[][] {{0, 2, 2}, {1, 1, 1}, {2, 0, 0}});
        assertFinite(new double[][] {{0, 5, 1}, {5, 0, 1}});
        assertFinite(new double[][] {{7, 7, 7}});
        assertFinite(new double[][] {{0, 1, 3}, {1, 0, 3}, {0.5, 0.5, 3}, {4, 4, 3}});
        assertFinite(new double[][] {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}});
        assertFinite(new double[][] {{0, 0, 0}, {1e300, 2e300, 0}, {1e-300, 0, 0}});
    }

    private static void assertFinite(double[][] costs) {
        double[][] scaled = new AdaptiveScale(costs[0].length).scaled(costs, Pareto.front(costs));
        assertThat(scaled).hasNumberOfRows(costs.length);
        assertThat(Arrays.stream(scaled).flatMapToDouble(Arrays::stream))
                .allSatisfy(v -> assertThat(v).isFinite().isNotNegative());
        assertThat(Arrays.stream(Pareto.front(costs))
                        .mapToDouble(i -> Arrays.stream(scaled[i]).max().orElse(0)))
                .allSatisfy(v -> assertThat(v).isLessThanOrEqualTo(1 + 1e-9));
    }

    private static int[] all(double[][] costs) {
        return IntStream.range(0, costs.length).toArray();
    }
}
