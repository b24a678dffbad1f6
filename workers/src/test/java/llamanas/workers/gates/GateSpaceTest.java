package llamanas.workers.gates;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.space.Attention;
import llamanas.protocol.space.AttentionDimension;
import llamanas.protocol.space.BitsDimension;
import llamanas.protocol.space.DepthDimension;
import llamanas.protocol.space.Dimension;
import llamanas.protocol.space.FfnDimension;
import llamanas.protocol.space.KvHeadsDimension;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.SearchSpace;
import org.junit.jupiter.api.Test;

class GateSpaceTest {
    private static final List<Integer> LAYERS = List.of(0, 1, 2);

    private static SearchSpace space(Dimension... dimensions) {
        return new SearchSpace(new ModelShape(3, 16, 64, 4, 2, 4, 100, 64, false, false, false), List.of(dimensions));
    }

    @Test
    void gatesAreTrainedOnWhatCanBeRelaxed() {
        SearchSpace plain = space(
                new DepthDimension(List.of(2, 3), List.of(1), 3),
                new AttentionDimension(LAYERS, List.of(Attention.NONE, Attention.FULL)),
                new FfnDimension(LAYERS, List.of(32, 64)));
        assertThatCode(() -> GateTrainer.check(plain)).doesNotThrowAnyException();
    }

    @Test
    void whatCanNotIsRefusedByName() {
        for (SearchSpace other : List.of(
                space(new KvHeadsDimension(LAYERS, List.of(1, 2))),
                space(new BitsDimension(LAYERS, BitsDimension.Matrices.LAYER, List.of(4, 8, 16))),
                space(new AttentionDimension(LAYERS, List.of(Attention.window(8), Attention.FULL))))) {
            assertThatThrownBy(() -> GateTrainer.check(other))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("strategy.name: gradient")
                    .hasMessageContaining("found gene " + other.genes().get(0).name());
        }
    }
}
