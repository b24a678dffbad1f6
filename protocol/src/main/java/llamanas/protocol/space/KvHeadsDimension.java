package llamanas.protocol.space;

import java.util.List;

/**
 * How many key/value heads each of some layers keeps, each with its query heads. The first ones stay: a prepared checkpoint
 * has them in the order of their importance.
 *
 * @param layers indices of the layers that vary
 * @param counts numbers of heads to choose from, ascending; 0 drops the attention block
 */
public record KvHeadsDimension(List<Integer> layers, List<Integer> counts) implements LayerDimension<Integer> {
    public KvHeadsDimension {
        layers = List.copyOf(layers);
        counts = counts.stream().sorted().distinct().toList();
    }

    @Override
    public String gene() {
        return "kv_heads";
    }

    @Override
    public List<Integer> options() {
        return counts;
    }

    @Override
    public LayerChoice with(LayerChoice layer, Integer count) {
        return layer.withKvHeads(count);
    }

    @Override
    public Integer of(LayerChoice layer) {
        return layer.kvHeads();
    }
}
