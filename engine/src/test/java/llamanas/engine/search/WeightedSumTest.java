package llamanas.engine.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import llamanas.protocol.space.GeneSpace;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.Test;

/** A problem seen through one sum. */
class WeightedSumTest {
    private static final List<Double> FULL = List.of(2.0, -0.5, 0.0);
    private static final Genome GENOME = Genome.of(1);
    private static final Problem NONE = new Nothing();

    /** Three objectives, and nothing that may be proposed. */
    private static final class Nothing implements Problem {
        @Override
        public GeneSpace space() {
            throw new UnsupportedOperationException();
        }

        @Override
        public double[] exactCosts(Genome genome) {
            return new double[] {1, 2, 3};
        }

        @Override
        public boolean feasible(Genome genome) {
            return false;
        }

        @Override
        public List<Genome> initial() {
            return List.of(GENOME);
        }
    }

    private final WeightedSum sum = new WeightedSum(NONE, List.of(1.0, 2.0, 0.5));

    @Test
    void costsAreRelativeToTheFullNetworkBeforeTheyAreAdded() {
        // 1 + (3 - 2) / 2, 1 + (-0.4 + 0.5) / 0.5, and 1 + 0.2 in the metric's own unit.
        double expected = 1 * 1.5 + 2 * 1.2 + 0.5 * 1.2;
        Evaluated compared = sum.compared(new Evaluated(GENOME, List.of(3.0, -0.4, 0.2), 0.25), FULL);
        assertThat(compared.costs()).hasSize(1);
        assertThat(compared.costs().get(0)).isCloseTo(expected, within(1e-12));
        assertThat(compared.violation()).isEqualTo(0.25);
        assertThat(WeightedSum.of(sum.weights(), FULL, FULL)).isEqualTo(3.5);
    }

    @Test
    void failuresStayFailuresAndSumsBeyondNumbersBecomeSome() {
        assertThat(sum.compared(Evaluated.failure(GENOME), List.of()).failed()).isTrue();
        Evaluated huge = new Evaluated(GENOME, List.of(Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE), 0);
        assertThat(sum.compared(huge, FULL).failed()).isTrue();
    }

    @Test
    void anythingButTheObjectivesIsTheProblemsOwn() {
        assertThat(sum.initial()).isEqualTo(NONE.initial());
        assertThat(sum.feasible(GENOME)).isFalse();
        assertThat(sum.exactCosts(GENOME)).containsExactly(Double.NaN);
        assertThat(sum.measured()).isSameAs(NONE);
        assertThat(NONE.measured()).isSameAs(NONE);
    }

    @Test
    void weightsThatAreNoneAreRefused() {
        for (List<Double> weights : List.of(List.of(0.0, 0.0), List.of(-1.0, 2.0), List.of(Double.NaN))) {
            assertThatThrownBy(() -> new WeightedSum(NONE, weights)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
