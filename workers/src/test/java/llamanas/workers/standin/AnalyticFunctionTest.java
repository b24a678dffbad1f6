package llamanas.workers.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;
import llamanas.protocol.search.StandInSpec;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values on the known Pareto fronts, and one beside them. */
class AnalyticFunctionTest {
    private static final Offset<Double> EXACT = within(1e-9);

    /** The first genes, then so many equal ones. */
    private static double[] point(int others, double other, double... first) {
        return DoubleStream.concat(
                        Arrays.stream(first), DoubleStream.generate(() -> other).limit(others))
                .toArray();
    }

    @Test
    void allNamesOfASpecAreFunctions() {
        assertThat(Arrays.stream(AnalyticFunction.values()).map(f -> f.name().toLowerCase(Locale.ROOT)))
                .containsExactlyElementsOf(StandInSpec.FUNCTIONS);
    }

    @Test
    void zdtOnItsFront() {
        double[] x = point(9, 0, 0.25);
        assertThat(AnalyticFunction.ZDT1.of(x, 2)).containsExactly(new double[] {0.25, 0.5}, EXACT);
        assertThat(AnalyticFunction.ZDT2.of(x, 2)).containsExactly(new double[] {0.25, 0.9375}, EXACT);
        assertThat(AnalyticFunction.ZDT3.of(x, 2)).containsExactly(new double[] {0.25, 0.25}, EXACT);
        assertThat(AnalyticFunction.ZDT4.of(point(9, 0.5, 0.25), 2)).containsExactly(new double[] {0.25, 0.5}, EXACT);
        assertThat(AnalyticFunction.ZDT6.of(point(9, 0, 0), 2)).containsExactly(new double[] {1, 0}, EXACT);
    }

    @Test
    void zdtBesideIt() {
        double[] x = point(9, 1, 1);
        assertThat(AnalyticFunction.ZDT1.of(x, 2)[1]).isCloseTo(10 * (1 - Math.sqrt(0.1)), EXACT);
        assertThat(AnalyticFunction.ZDT2.of(x, 2)[1]).isCloseTo(10 * 0.99, EXACT);
        assertThat(AnalyticFunction.ZDT6.of(x, 2)[1]).isCloseTo(10 * 0.99, EXACT);
        // y = 5 in nine genes: g = 1 + 90 + 9 * (25 - 10)
        assertThat(AnalyticFunction.ZDT4.of(x, 2)[1]).isCloseTo(226 * (1 - Math.sqrt(1 / 226.0)), EXACT);
    }

    @ParameterizedTest
    @EnumSource(names = {"DTLZ2", "DTLZ3", "DTLZ4"})
    void dtlz2To4HaveAUnitSphereAsFront(AnalyticFunction function) {
        for (int objectives = 2; objectives <= 5; objectives++) {
            double[] f = function.of(point(7, 0.5, 0.5, 0.3, 0.9, 0.1), objectives);
            if (objectives == 5) {
                assertThat(Arrays.stream(f).map(v -> v * v).sum()).isCloseTo(1, EXACT);
            }
            assertThat(f).hasSize(objectives);
        }
        assertThat(function.of(point(5, 0.5, 1), 2)).containsExactly(new double[] {0, 1}, EXACT);
        assertThat(function.of(point(5, 0.5, 1, 0), 3)).containsExactly(new double[] {0, 0, 1}, EXACT);
    }

    @Test
    void dtlz1HasAPlaneAsFrontAndDtlz7AKnownPoint() {
        double[] f = AnalyticFunction.DTLZ1.of(point(5, 0.5, 0.25, 0.6), 3);
        assertThat(f).containsExactly(new double[] {0.5 * 0.25 * 0.6, 0.5 * 0.25 * 0.4, 0.5 * 0.75}, EXACT);
        // g = 1 and f1 = f2 = 0, so h = 3.
        assertThat(AnalyticFunction.DTLZ7.of(point(5, 0, 0, 0), 3)).containsExactly(new double[] {0, 0, 6}, EXACT);
    }

    @Test
    void ruggedFunctionsAreFarOffBesideTheirFront() {
        // Each of five distance genes adds 0.25 - cos(10 pi) + 1 = 0.25, so g = 125.
        assertThat(AnalyticFunction.DTLZ1.of(point(5, 0, 1), 2)[0]).isCloseTo(0.5 * 126, within(1e-6));
        assertThat(AnalyticFunction.DTLZ3.of(point(5, 0, 0), 2)[0]).isCloseTo(126, within(1e-6));
    }
}
