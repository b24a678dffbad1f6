package llamanas.engine.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import llamanas.protocol.Randomness;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.DepthDimension;
import llamanas.protocol.space.FfnDimension;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.SearchSpace;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The protocol's search space; here because the random spaces are. */
class SearchSpaceTest {
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void canonicalIsIdempotentAndMeansTheSame(@ForAll("spaces") SearchSpace space, @ForAll long seed) {
        Genome raw = Genome.uniform(space.choices(), Randomness.of(seed, 0));
        Genome canonical = space.canonical(raw);
        assertThat(space.canonical(canonical)).isEqualTo(canonical);
        assertThat(space.architecture(canonical)).isEqualTo(space.architecture(raw));
        assertThat(space.genome(space.architecture(raw))).contains(canonical);
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void architecturesAreEqualExactlyWhereCanonicalGenomesAre(@ForAll("spaces") SearchSpace space) {
        List<Genome> canonical = Enumeration.of(space);
        Set<Architecture> architectures = new HashSet<>();
        canonical.forEach(genome -> architectures.add(space.architecture(genome)));
        assertThat(architectures).hasSameSizeAs(canonical);
        assertThat(BigInteger.valueOf(canonical.size())).isLessThanOrEqualTo(space.size());
    }

    @Example
    void removedLayersHaveNoWidth() {
        SearchSpace space = Spaces.llamaNas();
        int[] genes = new int[33];
        Genome narrow = space.canonical(Genome.of(genes));
        genes[1 + 31] = 1; // layer 31 goes first, so its width does not matter at depth 24
        assertThat(space.canonical(Genome.of(genes))).isEqualTo(narrow);
        genes[1 + 23] = 1; // layer 23 stays
        assertThat(space.canonical(Genome.of(genes))).isNotEqualTo(narrow);
    }

    @Example
    void whatTheSpaceLacksHasNoGenome() {
        SearchSpace space = new SearchSpace(
                Spaces.LLAMA_2_7B,
                List.of(
                        new DepthDimension(List.of(24, 28), Spaces.all(32), 32),
                        new FfnDimension(Spaces.all(32), List.of(5504, 11008))));
        assertThat(space.genome(Architecture.full(Spaces.LLAMA_2_7B)))
                .as("depth 32")
                .isEmpty();
        LayerChoice odd = LayerChoice.whole(Spaces.LLAMA_2_7B).withFfn(77);
        assertThat(Spaces.llamaNas().genome(new Architecture(Collections.nCopies(32, odd))))
                .as("width 77")
                .isEmpty();
        assertThat(Spaces.llamaNas().genome(new Architecture(Collections.nCopies(31, odd))))
                .as("31 layers")
                .isEmpty();
        assertThat(Spaces.llamaNas().genome(Architecture.full(Spaces.LLAMA_2_7B)))
                .isPresent();
    }

    @Example
    void thePapersSpaceHasThreeTimesTwoToThe32Genomes() {
        assertThat(Spaces.llamaNas().size()).isEqualTo(BigInteger.TWO.pow(32).multiply(BigInteger.valueOf(3)));
    }

    @Example
    void parametersOfThePapersCorners() {
        Map<String, String> billions = new HashMap<>();
        for (int depth = 0; depth < 3; depth++) {
            for (int width = 0; width < 2; width++) {
                int[] genes = new int[33];
                Arrays.fill(genes, width);
                genes[0] = depth;
                Architecture architecture = Spaces.llamaNas().architecture(Genome.of(genes));
                double parameters = Cost.parameters(Spaces.LLAMA_2_7B, architecture);
                billions.put(
                        architecture.depth() + "/" + (width == 0 ? 5504 : 11008),
                        String.format(Locale.ROOT, "%.3f", parameters / 1e9));
            }
        }
        assertThat(billions)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "32/11008", "6.738",
                        "32/5504", "4.574",
                        "28/11008", "5.929",
                        "28/5504", "4.035",
                        "24/11008", "5.119",
                        "24/5504", "3.496"));
        assertThat(Cost.parameters(Spaces.LLAMA_2_7B, Architecture.full(Spaces.LLAMA_2_7B)))
                .as("as Hugging Face counts")
                .isEqualTo(6_738_415_616L);
    }

    @Provide
    Arbitrary<SearchSpace> spaces() {
        return Spaces.any();
    }
}
