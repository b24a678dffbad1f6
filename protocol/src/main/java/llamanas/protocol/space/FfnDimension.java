package llamanas.protocol.space;

import java.util.List;
import java.util.stream.Stream;

/**
 * The width of the feed-forward block of each of some layers.
 *
 * @param layers indices of the layers that vary
 * @param widths widths to choose from, ascending; 0 drops the block
 */
public record FfnDimension(List<Integer> layers, List<Integer> widths) implements Dimension {
    public FfnDimension {
        layers = List.copyOf(layers);
        widths = widths.stream().sorted().distinct().toList();
    }

    @Override
    public List<Gene> genes() {
        List<String> choices = widths.stream().map(String::valueOf).toList();
        return layers.stream()
                .map(layer -> new Gene("ffn[" + layer + "]", choices))
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
            if (old.keep()) {
                choices[layers.get(i)] = old.withFfn(widths.get(genome.get(offset + i)));
            }
        }
    }

    /** A removed layer has width 0: the choice 0 where it exists, which sorts first, else simply the first. */
    @Override
    public void encode(Architecture architecture, int[] genes, int offset) {
        for (int i = 0; i < layers.size(); i++) {
            int found = widths.indexOf(architecture.layers().get(layers.get(i)).ffn());
            genes[offset + i] = Math.max(found, 0);
        }
    }

    @Override
    public Stream<LayerChoice> varied(int layer, LayerChoice choice) {
        return layers.contains(layer) && choice.keep() ? widths.stream().map(choice::withFfn) : Stream.of(choice);
    }
}
