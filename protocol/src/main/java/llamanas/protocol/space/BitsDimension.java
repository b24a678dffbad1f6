package llamanas.protocol.space;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.Stream;

/**
 * How many bits the weights of each of some layers have.
 *
 * @param layers indices of the layers that vary
 * @param matrices which of a layer's matrices one gene decides on
 * @param choices of {@link Bits#CHOICES}, ascending
 */
public record BitsDimension(List<Integer> layers, Matrices matrices, List<Integer> choices) implements Dimension {
    /** Matrices of a layer that have their bits in common. */
    public enum Matrices {
        /** All of them. */
        @JsonProperty("layer")
        LAYER("bits"),
        /** The projections of queries, keys, values and output. */
        @JsonProperty("attention")
        ATTENTION("bits.attention"),
        /** The gate, up and down projections. */
        @JsonProperty("ffn")
        FFN("bits.ffn");

        private final String gene;

        Matrices(String gene) {
            this.gene = gene;
        }

        private Bits with(Bits old, int bits) {
            return new Bits(this == FFN ? old.attention() : bits, this == ATTENTION ? old.ffn() : bits);
        }

        private int of(LayerChoice layer) {
            boolean attention = this == ATTENTION || (this == LAYER && layer.attends());
            return attention ? layer.bits().attention() : layer.bits().ffn();
        }
    }

    public BitsDimension {
        layers = List.copyOf(layers);
        choices = choices.stream().sorted().distinct().toList();
    }

    @Override
    public List<Gene> genes() {
        List<String> names = choices.stream().map(String::valueOf).toList();
        return layers.stream()
                .map(layer -> new Gene(matrices.gene + "[" + layer + "]", names))
                .toList();
    }

    @Override
    public int geneCount() {
        return layers.size();
    }

    @Override
    public void decode(Genome genome, int offset, LayerChoice[] layerChoices) {
        for (int i = 0; i < layers.size(); i++) {
            LayerChoice old = layerChoices[layers.get(i)];
            layerChoices[layers.get(i)] = old.withBits(matrices.with(old.bits(), choices.get(genome.get(offset + i))));
        }
    }

    /** What is gone counts as {@link Bits#LOADED}, or as the fewest bits where that is no choice. */
    @Override
    public void encode(Architecture architecture, int[] genes, int offset) {
        for (int i = 0; i < layers.size(); i++) {
            int found = choices.indexOf(matrices.of(architecture.layers().get(layers.get(i))));
            genes[offset + i] = Math.max(found, 0);
        }
    }

    @Override
    public Stream<LayerChoice> varied(int layer, LayerChoice choice) {
        return layers.contains(layer)
                ? choices.stream().map(bits -> choice.withBits(matrices.with(choice.bits(), bits)))
                : Stream.of(choice);
    }
}
