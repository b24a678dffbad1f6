package llamanas.protocol.space;

import java.util.List;
import java.util.stream.Stream;

/**
 * Whether each of some layers attends.
 *
 * @param layers indices of the layers whose attention may go
 */
public record AttentionDimension(List<Integer> layers) implements Dimension {
    private static final List<String> CHOICES = List.of("none", "full");

    public AttentionDimension {
        layers = List.copyOf(layers);
    }

    @Override
    public List<Gene> genes() {
        return layers.stream()
                .map(layer -> new Gene("attention[" + layer + "]", CHOICES))
                .toList();
    }

    @Override
    public int geneCount() {
        return layers.size();
    }

    @Override
    public void decode(Genome genome, int offset, LayerChoice[] choices) {
        for (int i = 0; i < layers.size(); i++) {
            LayerChoice old = choices[layers.get(i)];
            if (genome.get(offset + i) == 0) {
                choices[layers.get(i)] = new LayerChoice(old.keep(), Attention.NONE, old.ffn());
            }
        }
    }

    @Override
    public void encode(Architecture architecture, int[] genes, int offset) {
        for (int i = 0; i < layers.size(); i++) {
            genes[offset + i] = architecture.layers().get(layers.get(i)).attention() == Attention.FULL ? 1 : 0;
        }
    }

    @Override
    public Stream<LayerChoice> varied(int layer, LayerChoice choice) {
        return layers.contains(layer)
                ? Stream.of(choice, new LayerChoice(choice.keep(), Attention.NONE, choice.ffn()))
                : Stream.of(choice);
    }
}
