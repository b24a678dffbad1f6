package llamanas.engine.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.GeneSpace;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.SearchSpace;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Parts of a space whose blocks are chosen on their own. */
class PartTest {
    @Provide
    Arbitrary<SearchSpace> spaces() {
        return Spaces.any();
    }

    @Property(tries = 100)
    void allPartsTogetherAreTheSpace(@ForAll("spaces") SearchSpace space) {
        Set<Genome> reached = new HashSet<>();
        Part.of(space)
                .forEach(part -> collect(space, part, new int[part.options().size()], 0, reached));
        assertThat(reached).containsExactlyInAnyOrderElementsOf(Enumeration.of(space));
    }

    @Property(tries = 100)
    void parametersAddUpOverTheBlocksOfAPart(@ForAll("spaces") SearchSpace space) {
        for (Part part : Part.of(space)) {
            int[] last =
                    part.options().stream().mapToInt(block -> block.size() - 1).toArray();
            long base = parameters(space, part.base());
            long sum = base;
            for (int block = 0; block < last.length; block++) {
                sum += parameters(space, part.options().get(block).get(last[block])) - base;
            }
            assertThat(parameters(space, part.genome(last))).isEqualTo(sum);
        }
    }

    private static long parameters(SearchSpace space, Genome genome) {
        Architecture architecture = space.architecture(genome);
        return Cost.parameters(space.shape(), architecture);
    }

    private static void collect(GeneSpace space, Part part, int[] chosen, int block, Set<Genome> reached) {
        if (block == chosen.length) {
            reached.add(space.canonical(part.genome(chosen)));
            return;
        }
        List<Genome> options = part.options().get(block);
        for (int option = 0; option < options.size(); option++) {
            chosen[block] = option;
            collect(space, part, chosen, block + 1, reached);
        }
    }
}
