package llamanas.engine.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.GeneSpace;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.SearchSpace;

/**
 * A part of a space in which every block is chosen on its own: what dynamic programming can go through block by block. In the
 * space of a model a block is a layer with all of its genes, and there is a part for each depth, so that exact metrics are a
 * constant plus a sum over the blocks; in any other space a block is a gene.
 *
 * @param base the genome with the first option of every block
 * @param options {@code [block][option]}: the base with that option in that block; it differs from the base in genes of the
 *     block alone
 */
public record Part(Genome base, List<List<Genome>> options) {
    public Part {
        options = options.stream().map(List::copyOf).toList();
    }

    /** Parts that together are the space. O(depths * layers * options * layers) for a model's, O(genes^2 * choices) else. */
    public static List<Part> of(GeneSpace space) {
        return space instanceof SearchSpace layered
                ? LayerOptions.of(layered).stream()
                        .flatMap(options -> of(layered, options).stream())
                        .toList()
                : List.of(ofGenes(space.choices()));
    }

    private static Optional<Part> of(SearchSpace space, LayerOptions options) {
        List<LayerChoice> first =
                options.layers().stream().map(layer -> layer.get(0)).toList();
        return space.genome(new Architecture(first)).map(base -> {
            List<List<Genome>> blocks = new ArrayList<>();
            for (int layer = 0; layer < first.size(); layer++) {
                blocks.add(variants(space, first, layer, options.layers().get(layer)));
            }
            return new Part(base, blocks);
        });
    }

    /** A layer that all else leaves empty may go beyond what the space contains: such an option is none. */
    private static List<Genome> variants(
            SearchSpace space, List<LayerChoice> first, int layer, List<LayerChoice> options) {
        List<Genome> variants = new ArrayList<>();
        for (LayerChoice option : options) {
            List<LayerChoice> layers = new ArrayList<>(first);
            layers.set(layer, option);
            space.genome(new Architecture(layers)).ifPresent(variants::add);
        }
        return variants;
    }

    private static Part ofGenes(int[] choices) {
        Genome base = Genome.of(new int[choices.length]);
        List<List<Genome>> blocks = new ArrayList<>();
        for (int gene = 0; gene < choices.length; gene++) {
            List<Genome> variants = new ArrayList<>();
            for (int choice = 0; choice < choices[gene]; choice++) {
                int[] values = base.toArray();
                values[gene] = choice;
                variants.add(Genome.of(values));
            }
            blocks.add(variants);
        }
        return new Part(base, blocks);
    }

    /** The genome with the chosen option of every block; not always canonical. O(blocks * genes). */
    public Genome genome(int[] chosen) {
        int[] values = base.toArray();
        for (int block = 0; block < chosen.length; block++) {
            Genome option = options.get(block).get(chosen[block]);
            for (int gene = 0; gene < values.length; gene++) {
                values[gene] = option.get(gene) == base.get(gene) ? values[gene] : option.get(gene);
            }
        }
        return Genome.of(values);
    }
}
