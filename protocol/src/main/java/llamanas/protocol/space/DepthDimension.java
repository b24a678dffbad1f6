package llamanas.protocol.space;

import java.util.List;
import java.util.stream.Stream;

/**
 * How many layers run, with one order in which layers go.
 *
 * @param counts numbers of layers to choose from, ascending
 * @param removalOrder layer indices, the first to go first; at least as many as the smallest count removes
 * @param layers layers of the full network
 */
public record DepthDimension(List<Integer> counts, List<Integer> removalOrder, int layers) implements Dimension {
    public DepthDimension {
        counts = counts.stream().sorted().distinct().toList();
        removalOrder = List.copyOf(removalOrder);
    }

    @Override
    public List<Gene> genes() {
        return List.of(new Gene("depth", counts.stream().map(String::valueOf).toList()));
    }

    @Override
    public int geneCount() {
        return 1;
    }

    @Override
    public void decode(Genome genome, int offset, LayerChoice[] choices) {
        int removed = layers - counts.get(genome.get(offset));
        for (int layer : removalOrder.subList(0, removed)) {
            choices[layer] = LayerChoice.REMOVED;
        }
    }

    /** The smallest count whose removed layers are all removed in the architecture, or the largest count where none is. */
    @Override
    public void encode(Architecture architecture, int[] genes, int offset) {
        int removable = 0;
        while (removable < removalOrder.size()
                && !architecture.layers().get(removalOrder.get(removable)).keep()) {
            removable++;
        }
        int choice = 0;
        while (choice < counts.size() - 1 && layers - counts.get(choice) > removable) {
            choice++;
        }
        genes[offset] = choice;
    }

    @Override
    public Stream<LayerChoice> varied(int layer, LayerChoice choice) {
        return Stream.of(choice);
    }
}
