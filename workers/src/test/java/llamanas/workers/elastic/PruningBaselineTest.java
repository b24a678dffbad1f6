package llamanas.workers.elastic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.ModelShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes of pruned networks. */
class PruningBaselineTest {
    private static final ModelShape SHAPE = new ModelShape(4, 16, 64, 2, 1, 8, 100, 64, false, true, true);
    private static final Path FOLDER = Path.of("model");

    @ParameterizedTest
    @ValueSource(doubles = {0.95, 0.75, 0.6, 0.4})
    void oneMoreNeuronWouldBeTooMuch(double size) {
        Architecture pruned = new PruningBaseline("wanda", FOLDER, List.of()).architecture(SHAPE, size);
        int width = pruned.layers().get(0).ffn();
        LayerChoice wider = LayerChoice.whole(SHAPE).withFfn(width + 1);
        assertThat(Cost.decoderShare(SHAPE, pruned)).isLessThanOrEqualTo(size);
        assertThat(Cost.decoderShare(SHAPE, new Architecture(List.of(wider, wider, wider, wider))))
                .isGreaterThan(size);
    }

    @Test
    void leastInfluentialLayersGoFirst() {
        PruningBaseline dropping = new PruningBaseline("shortgpt", FOLDER, List.of(2, 0, 3, 1));
        assertThat(kept(dropping.architecture(SHAPE, 0.8))).containsExactly(true, true, false, true);
        assertThat(kept(dropping.architecture(SHAPE, 0.75))).containsExactly(true, true, false, true);
        assertThat(kept(dropping.architecture(SHAPE, 0.74))).containsExactly(false, true, false, true);
    }

    @Test
    void sizesOutOfReachAreRefused() {
        assertThatThrownBy(() -> PruningBaseline.checkReachable("shortgpt", SHAPE, 0.2))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("found 0.2, expected at least 0.2500 for shortgpt");
        assertThatThrownBy(() -> PruningBaseline.checkReachable("wanda", SHAPE, 0.1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("without feed-forward blocks");
        PruningBaseline.checkReachable("shortgpt", SHAPE, 0.25);
    }

    private static List<Boolean> kept(Architecture architecture) {
        return architecture.layers().stream().map(LayerChoice::keep).toList();
    }
}
