package llamanas.protocol.space;

import java.util.List;
import java.util.stream.Stream;

/**
 * How many key/value heads each of some layers keeps, each with its query heads. The first ones stay: a prepared checkpoint
 * has them in the order of their importance.
 *
 * @param layers indices of the layers that vary
 * @param counts numbers of heads to choose from, ascending; 0 drops the attention block
 */
public record KvHeadsDimension(List<Integer> layers, List<Integer> counts) implements Dimension {
    public KvHeadsDimension {
        layers = List.copyOf(layers);
        counts = counts.stream().sorted().distinct().toList();
    }

    @Override
    public List<Gene> genes() {
        List<String> choices = counts.stream().map(String::valueOf).toList();
        return layers.stream()
                .map(layer -> new Gene("kv_heads[" + layer + "]", choices))
                .toList();
    }

    @Override
    public int geneCount() {
        return layers.size();
    }

    @Override
    public void decode(Genome genome, int offset, LayerChoice[] choices) {
        for (int i = 0; i < layers.size(); i++) {
            int layer = layers.get(i);
            choices[layer] = choices[layer].withKvHeads(counts.get(genome.get(offset + i)));
        }
    }

    /** A layer without attention has no heads: the choice 0 where it exists, which sorts first, else simply the first. */
    @Override
    public void encode(Architecture architecture, int[] genes, int offset) {
        for (int i = 0; i < layers.size(); i++) {
            int found = counts.indexOf(architecture.layers().get(layers.get(i)).kvHeads());
            genes[offset + i] = Math.max(found, 0);
        }
    }

    @Override
    public Stream<LayerChoice> varied(int layer, LayerChoice choice) {
        return layers.contains(layer) ? counts.stream().map(choice::withKvHeads) : Stream.of(choice);
    }
}
