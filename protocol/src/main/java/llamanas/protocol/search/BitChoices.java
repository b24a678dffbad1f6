package llamanas.protocol.search;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * Bits that the weights of a layer may have. Empty lists mean "does not vary"; {@code layer} excludes the other two.
 *
 * @param layer all matrices of a layer together
 * @param attention its projections of queries, keys, values and output
 * @param ffn its gate, up and down projections
 */
public record BitChoices(List<Integer> layer, List<Integer> attention, List<Integer> ffn) {
    public static final BitChoices NONE = new BitChoices(List.of(), List.of(), List.of());

    public BitChoices {
        layer = List.copyOf(layer);
        attention = List.copyOf(attention);
        ffn = List.copyOf(ffn);
    }

    /** Whether nothing varies. */
    @JsonIgnore
    public boolean isEmpty() {
        return equals(NONE);
    }
}
