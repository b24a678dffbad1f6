package llamanas.protocol.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.DepthDimension;
import llamanas.protocol.space.Dimension;
import llamanas.protocol.space.FfnDimension;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.KeepDimension;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.SearchSpace;
import org.junit.jupiter.api.Test;

class SingleChangesTest {
    private static final ModelShape SHAPE = new ModelShape(3, 16, 64, 2, 2, 8, 100, 64, false, false, false);
    private static final List<Integer> LAYERS = List.of(0, 1, 2);

    private static SearchSpace space(Dimension... dimensions) {
        return new SearchSpace(SHAPE, List.of(dimensions));
    }

    @Test
    void everyOtherChoiceOfEveryGeneIsOne() {
        SearchSpace space = space(new KeepDimension(LAYERS), new FfnDimension(LAYERS, List.of(16, 32, 64)));
        List<Genome> changes = SingleChanges.of(space);
        assertThat(changes).hasSize(3 + 6).doesNotHaveDuplicates().doesNotContain(space.nearestToFull());
        Architecture full = Architecture.full(SHAPE);
        assertThat(changes).allSatisfy(genome -> {
            assertThat(space.canonical(genome)).isEqualTo(genome);
            List<Integer> differ = LAYERS.stream()
                    .filter(layer -> !space.architecture(genome)
                            .layers()
                            .get(layer)
                            .equals(full.layers().get(layer)))
                    .toList();
            assertThat(differ).hasSize(1);
        });
    }

    @Test
    void depthIsOneGene() {
        SearchSpace space = space(new DepthDimension(List.of(1, 2, 3), List.of(1, 0), 3));
        assertThat(SingleChanges.of(space))
                .map(genome -> space.architecture(genome).depth())
                .containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void whereTheFullNetworkIsOutsideTheNearestIsTheFirst() {
        SearchSpace space = space(new FfnDimension(LAYERS, List.of(16, 32)));
        List<Genome> changes = SingleChanges.of(space);
        assertThat(changes).hasSize(1 + 3);
        assertThat(space.architecture(changes.get(0)).layers())
                .allSatisfy(layer -> assertThat(layer.ffn()).isEqualTo(32));
    }
}
