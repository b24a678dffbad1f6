package llamanas.engine.search.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import llamanas.protocol.Randomness;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class KendallTauTest {
    @Example
    void knownValues() {
        double[] x = {1, 2, 3, 4, 5};
        assertThat(KendallTau.of(x, new double[] {10, 20, 30, 40, 50})).isEqualTo(1);
        assertThat(KendallTau.of(x, new double[] {5, 4, 3, 2, 1})).isEqualTo(-1);
        // One of ten pairs is swapped.
        assertThat(KendallTau.of(x, new double[] {1, 3, 2, 4, 5})).isCloseTo(0.8, within(1e-12));
        assertThat(KendallTau.of(x, new double[] {7, 7, 7, 7, 7})).isNaN();
        assertThat(KendallTau.of(new double[] {1}, new double[] {1})).isNaN();
        assertThat(KendallTau.of(new double[0], new double[0])).isNaN();
    }

    @Property(tries = 300)
    void agreesWithCountingPairs(@ForAll @Size(max = 40) @IntRange(min = -3, max = 3) int[] x, @ForAll long seed) {
        Randomness random = Randomness.of(seed, 0);
        double[] first = Arrays.stream(x).asDoubleStream().toArray();
        double[] second =
                Arrays.stream(x).mapToDouble(v -> random.nextInt(4) + v).toArray();
        double tau = KendallTau.of(first, second);
        double expected = byPairs(first, second);
        if (Double.isNaN(expected)) {
            assertThat(tau).isNaN();
        } else {
            assertThat(tau).isCloseTo(expected, within(1e-12));
        }
    }

    private static double byPairs(double[] x, double[] y) {
        double score = 0;
        double untiedX = 0;
        double untiedY = 0;
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < i; j++) {
                score += Math.signum(x[i] - x[j]) * Math.signum(y[i] - y[j]);
                untiedX += x[i] != x[j] ? 1 : 0;
                untiedY += y[i] != y[j] ? 1 : 0;
            }
        }
        return score / Math.sqrt(untiedX * untiedY);
    }
}
