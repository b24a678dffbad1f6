package llamanas.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import llamanas.engine.search.GeneKind;
import llamanas.engine.search.external.SmolLm2Space;
import llamanas.protocol.Randomness;
import llamanas.protocol.space.GeneSpace;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.Test;

class GenesTest {
    private final GeneSpace space = SmolLm2Space.space();
    private final Genes genes = new Genes(space);

    /** Two genes of one kind, so that every kind has what it had, in other places. */
    @Test
    void anExchangeKeepsWhatEachKindOfGenesHas() {
        Randomness random = Randomness.of(1, 0);
        Genome genome = genes.uniform(random);
        Set<Genome> found = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            Genome exchanged = genes.exchange(genome, random);
            found.add(exchanged);
            assertThat(IntStream.range(0, genome.size()).filter(gene -> genome.get(gene) != exchanged.get(gene)))
                    .hasSize(2);
            for (GeneKind kind : GeneKind.of(space.genes())) {
                assertThat(sorted(exchanged, kind)).isEqualTo(sorted(genome, kind));
            }
        }
        assertThat(found).hasSizeGreaterThan(100);
    }

    @Test
    void whereAllAreAlikeNothingIsExchanged() {
        Genome genome = Genome.of(new int[genes.count()]);
        assertThat(genes.exchange(genome, Randomness.of(2, 0))).isEqualTo(genome);
    }

    private static List<Integer> sorted(Genome genome, GeneKind kind) {
        return kind.genes().stream().map(genome::get).sorted().toList();
    }
}
