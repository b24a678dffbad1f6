package llamanas.protocol.space;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How each of some layers attends.
 *
 * @param layers indices of the layers whose attention varies
 * @param operators to choose from, from the one that sees least on; null (in old journals) stands for none and full
 */
public record AttentionDimension(List<Integer> layers, @Nullable List<Attention> operators) implements Dimension {
    /** Of a layer whose attention may be dropped. */
    public static final List<Attention> KEEP_OR_DROP = List.of(Attention.NONE, Attention.FULL);

    private static final Comparator<Attention> BY_SIGHT = Comparator.comparing(Attention::attends)
            .thenComparing(operator -> operator.window() == 0)
            .thenComparing(Attention::window);

    public AttentionDimension {
        layers = List.copyOf(layers);
        operators = operators == null
                ? KEEP_OR_DROP
                : operators.stream().distinct().sorted(BY_SIGHT).toList();
    }

    /** Whether each of some layers attends. */
    public AttentionDimension(List<Integer> layers) {
        this(layers, KEEP_OR_DROP);
    }

    @Override
    public List<Attention> operators() {
        return operators == null ? KEEP_OR_DROP : operators;
    }

    @Override
    public List<Gene> genes() {
        List<String> choices = operators().stream().map(Attention::label).toList();
        return layers.stream()
                .map(layer -> new Gene("attention[" + layer + "]", choices))
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
            choices[layer] = choices[layer].withAttention(operators().get(genome.get(offset + i)));
        }
    }

    @Override
    public void encode(Architecture architecture, int[] genes, int offset) {
        for (int i = 0; i < layers.size(); i++) {
            int found =
                    operators().indexOf(architecture.layers().get(layers.get(i)).attention());
            genes[offset + i] = Math.max(found, 0);
        }
    }

    @Override
    public Stream<LayerChoice> varied(int layer, LayerChoice choice) {
        return layers.contains(layer) ? operators().stream().map(choice::withAttention) : Stream.of(choice);
    }
}
