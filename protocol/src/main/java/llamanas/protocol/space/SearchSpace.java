package llamanas.protocol.space;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The sub-networks of one model that a search may propose.
 *
 * @param shape the full network
 * @param dimensions what varies, in the order of the genes; depth and free keep genes exclude each other
 */
public record SearchSpace(ModelShape shape, List<Dimension> dimensions) implements GeneSpace {
    public SearchSpace {
        dimensions = List.copyOf(dimensions);
        if (dimensions.isEmpty()) {
            throw new IllegalArgumentException("a search space needs at least one dimension");
        }
    }

    @JsonIgnore
    @Override
    public List<Gene> genes() {
        return dimensions.stream().flatMap(d -> d.genes().stream()).toList();
    }

    /** The sub-network that a genome stands for. O(layers + genes). */
    public Architecture architecture(Genome genome) {
        LayerChoice[] layers = new LayerChoice[shape.layers()];
        Arrays.fill(layers, LayerChoice.whole(shape));
        int offset = 0;
        for (Dimension dimension : dimensions) {
            dimension.decode(genome, offset, layers);
            offset += dimension.geneCount();
        }
        return new Architecture(Arrays.asList(layers));
    }

    /**
     * All that the space makes of a layer, whatever it makes of the others, beside removing it by its depth. Canonical; a layer that
     * does not run comes last.
     */
    public List<LayerChoice> options(int layer) {
        Stream<LayerChoice> options = Stream.of(LayerChoice.whole(shape));
        for (Dimension dimension : dimensions) {
            options = options.flatMap(choice -> dimension.varied(layer, choice));
        }
        return options.map(LayerChoice::canonical)
                .distinct()
                .sorted(Comparator.comparing(choice -> !choice.keep()))
                .toList();
    }

    /** The canonical genome of a sub-network; empty where the space does not contain it. */
    public Optional<Genome> genome(Architecture architecture) {
        if (architecture.layers().size() != shape.layers()) {
            return Optional.empty();
        }
        Genome encoded = encode(architecture);
        return architecture(encoded).equals(architecture) ? Optional.of(encoded) : Optional.empty();
    }

    /**
     * The canonical genome of the full network. Where the space does not contain it, that of a large one: gene by gene, the choice that
     * leaves the most parameters.
     */
    public Genome nearestToFull() {
        Architecture full = Architecture.full(shape);
        return genome(full).orElseGet(() -> largest(encode(full)));
    }

    private Genome largest(Genome start) {
        int[] values = start.toArray();
        int[] choices = choices();
        for (int gene = 0; gene < values.length; gene++) {
            long most = parameters(values);
            int best = values[gene];
            for (int choice = 0; choice < choices[gene]; choice++) {
                values[gene] = choice;
                long found = parameters(values);
                if (found > most) {
                    most = found;
                    best = choice;
                }
            }
            values[gene] = best;
        }
        return canonical(Genome.of(values));
    }

    private long parameters(int[] values) {
        return Cost.parameters(shape, architecture(Genome.of(values)));
    }

    @Override
    public Genome canonical(Genome genome) {
        return encode(architecture(genome));
    }

    /** The canonical genome that reads as this sub-network where the space contains it, and comes near where it does not. */
    Genome encode(Architecture architecture) {
        int count = 0;
        for (Dimension dimension : dimensions) {
            count += dimension.geneCount();
        }
        int[] genes = new int[count];
        int offset = 0;
        for (Dimension dimension : dimensions) {
            dimension.encode(architecture, genes, offset);
            offset += dimension.geneCount();
        }
        return Genome.of(genes);
    }
}
