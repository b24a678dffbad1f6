package llamanas.protocol.space;

import java.util.List;
import java.util.stream.Stream;

/**
 * A dimension that decides on some layers one by one, with the same choices for each: a gene a layer, whose values are the places of
 * the choices.
 *
 * @param <C> what there is to choose
 */
public sealed interface LayerDimension<C> extends Dimension
        permits KeepDimension, AttentionDimension, FfnDimension, KvHeadsDimension, BitsDimension {
    /** Indices of the layers that vary. */
    List<Integer> layers();

    /** What genes are called, without their layer. */
    String gene();

    /** What there is to choose, in the order of a gene's values. */
    List<C> options();

    /** A choice as people read it. */
    default String label(C option) {
        return String.valueOf(option);
    }

    /** A layer with this choice. */
    LayerChoice with(LayerChoice layer, C option);

    /** The choice that a canonical layer shows; one that is not among the options stands for the first of them. */
    C of(LayerChoice layer);

    @Override
    default List<Gene> genes() {
        List<String> choices = options().stream().map(this::label).toList();
        return layers().stream()
                .map(layer -> new Gene(gene() + "[" + layer + "]", choices))
                .toList();
    }

    @Override
    default int geneCount() {
        return layers().size();
    }

    @Override
    default void decode(Genome genome, int offset, LayerChoice[] choices) {
        List<Integer> layers = layers();
        List<C> options = options();
        for (int i = 0; i < layers.size(); i++) {
            int layer = layers.get(i);
            choices[layer] = with(choices[layer], options.get(genome.get(offset + i)));
        }
    }

    @Override
    default void encode(Architecture architecture, int[] genes, int offset) {
        List<Integer> layers = layers();
        List<C> options = options();
        List<LayerChoice> choices = architecture.layers();
        for (int i = 0; i < layers.size(); i++) {
            genes[offset + i] = Math.max(options.indexOf(of(choices.get(layers.get(i)))), 0);
        }
    }

    @Override
    default Stream<LayerChoice> varied(int layer, LayerChoice choice) {
        return layers().contains(layer)
                ? options().stream().map(option -> with(choice, option)).distinct()
                : Stream.of(choice);
    }
}
