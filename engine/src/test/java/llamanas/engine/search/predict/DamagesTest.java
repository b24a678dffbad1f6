package llamanas.engine.search.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.Test;

class DamagesTest {
    /** Genes: width of layer 0 and 1, then whether they are kept; a layer that is left out shows the width 0. */
    private static final Genome FULL = Genome.of(2, 2, 1, 1);

    private final Damages damages = Damages.of(
            FULL,
            Map.of(
                    Genome.of(1, 2, 1, 1), 0.11,
                    Genome.of(0, 2, 1, 1), 0.31,
                    Genome.of(2, 1, 1, 1), 0.01,
                    Genome.of(2, 0, 1, 1), 0.06,
                    Genome.of(0, 2, 0, 1), 0.51,
                    Genome.of(2, 0, 1, 0), 0.91));

    @Test
    void addsUpAndCountsWhatRoundingCostsOnce() {
        assertThat(damages.of(FULL)).isZero();
        assertThat(damages.of(Genome.of(1, 2, 1, 1))).isCloseTo(0.11, within(1e-12));
        assertThat(damages.of(Genome.of(1, 0, 1, 1))).isCloseTo(0.01 + 0.10 + 0.05, within(1e-12));
    }

    /** The width that a removed layer shows is no change of its own. */
    @Test
    void aLayerThatIsLeftOutExplainsItsOtherGenes() {
        assertThat(damages.of(Genome.of(0, 2, 0, 1))).isCloseTo(0.51, within(1e-12));
        assertThat(damages.of(Genome.of(0, 1, 0, 1))).isCloseTo(0.51, within(1e-12));
        assertThat(damages.of(Genome.of(0, 0, 0, 0))).isCloseTo(0.51 + 0.90, within(1e-12));
    }

    @Test
    void whatIsNoNumberIsWorseThanAll() {
        Damages broken = Damages.of(FULL, Map.of(Genome.of(1, 2, 1, 1), Double.NaN, Genome.of(2, 1, 1, 1), 0.2));
        assertThat(broken.of(Genome.of(1, 2, 1, 1))).isGreaterThan(1e6).isFinite();
        assertThat(broken.of(Genome.of(2, 1, 1, 1))).isCloseTo(0.2, within(1e-12));
    }
}
