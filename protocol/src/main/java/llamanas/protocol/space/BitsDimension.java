package llamanas.protocol.space;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * How many bits the weights of each of some layers have.
 *
 * @param layers indices of the layers that vary
 * @param matrices which of a layer's matrices one gene decides on
 * @param choices of {@link Bits#CHOICES}, ascending
 */
public record BitsDimension(List<Integer> layers, Matrices matrices, List<Integer> choices)
        implements LayerDimension<Integer> {
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
            int attention = this == FFN ? old.attention() : bits;
            int ffn = this == ATTENTION ? old.ffn() : bits;
            return attention == old.attention() && ffn == old.ffn() ? old : new Bits(attention, ffn);
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
    public String gene() {
        return matrices.gene;
    }

    @Override
    public List<Integer> options() {
        return choices;
    }

    @Override
    public LayerChoice with(LayerChoice layer, Integer bits) {
        return layer.withBits(matrices.with(layer.bits(), bits));
    }

    /** What is gone counts as {@link Bits#LOADED}. */
    @Override
    public Integer of(LayerChoice layer) {
        return matrices.of(layer);
    }
}
