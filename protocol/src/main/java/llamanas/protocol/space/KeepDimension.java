package llamanas.protocol.space;

import java.util.List;
import java.util.stream.Stream;

/**
 * A free keep-or-drop gene for each of some layers.
 *
 * @param layers indices of the layers that may go
 */
public record KeepDimension(List<Integer> layers) implements Dimension {
    private static final List<String> CHOICES = List.of("drop", "keep");

    public KeepDimension {
        layers = List.copyOf(layers);
    }

    @Override
    public List<Gene> genes() {
        return layers.stream()
                .map(layer -> new Gene("keep[" + layer + "]", CHOICES))
                .toList();
    }

    @Override
    public int geneCount() {
        return layers.size();
    }

    @Override
    public void decode(Genome genome, int offset, LayerChoice[] choices) {
        for (int i = 0; i < layers.size(); i++) {
            if (genome.get(offset + i) == 0) {
                choices[layers.get(i)] = LayerChoice.REMOVED;
            }
        }
    }

    @Override
    public void encode(Architecture architecture, int[] genes, int offset) {
        for (int i = 0; i < layers.size(); i++) {
            genes[offset + i] = architecture.layers().get(layers.get(i)).keep() ? 1 : 0;
        }
    }

    @Override
    public Stream<LayerChoice> varied(int layer, LayerChoice choice) {
        return layers.contains(layer) ? Stream.of(choice, LayerChoice.REMOVED) : Stream.of(choice);
    }
}
