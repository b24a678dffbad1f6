package llamanas.protocol.space;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How each of some layers attends.
 *
 * @param layers indices of the layers whose attention varies
 * @param operators to choose from, from the one that sees least on; null (in old journals) stands for none and full
 */
public record AttentionDimension(List<Integer> layers, @Nullable List<Attention> operators)
        implements LayerDimension<Attention> {
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
    public String gene() {
        return "attention";
    }

    @Override
    public List<Attention> options() {
        return operators();
    }

    @Override
    public String label(Attention operator) {
        return operator.label();
    }

    @Override
    public LayerChoice with(LayerChoice layer, Attention operator) {
        return layer.withAttention(operator);
    }

    @Override
    public Attention of(LayerChoice layer) {
        return layer.attention();
    }
}
