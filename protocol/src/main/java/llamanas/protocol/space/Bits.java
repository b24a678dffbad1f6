package llamanas.protocol.space;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Bits of a weight in one layer, by kind of matrix. In JSON one number where both are the same, else {@code {"attention": 8,
 * "ffn": 4}}.
 *
 * @param attention of the projections of queries, keys, values and output
 * @param ffn of the gate, up and down projections
 */
public record Bits(int attention, int ffn) {
    /** As loaded: in the dtype of the search, 16 bits or 32. */
    public static final int LOADED = 16;

    /** What a matrix can have. */
    public static final List<Integer> CHOICES = List.of(LOADED, 8, 4);

    /** Nothing is quantized. */
    public static final Bits AS_LOADED = new Bits(LOADED, LOADED);

    private static final String ATTENTION = "attention";
    private static final String FFN = "ffn";

    public Bits {
        if (!CHOICES.contains(attention) || !CHOICES.contains(ffn)) {
            throw new IllegalArgumentException(
                    "bits " + attention + " and " + ffn + ": expected one of " + CHOICES + " each");
        }
    }

    /** The same for all matrices of a layer. */
    public static Bits all(int bits) {
        return new Bits(bits, bits);
    }

    /** Whether any matrix is quantized. */
    public boolean quantized() {
        return attention != LOADED || ffn != LOADED;
    }

    /** For tables and messages: {@code 8}, or {@code attention 8, ffn 4}. */
    public String label() {
        return attention == ffn ? String.valueOf(ffn) : ATTENTION + " " + attention + ", " + FFN + " " + ffn;
    }

    /** The inverse of {@link #json()}. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Bits ofJson(Object json) {
        if (json instanceof Integer bits) {
            return all(bits);
        } else if (json instanceof Map<?, ?> map
                && map.size() == 2
                && map.get(ATTENTION) instanceof Integer attention
                && map.get(FFN) instanceof Integer ffn) {
            return new Bits(attention, ffn);
        }
        throw new IllegalArgumentException(
                "bits " + json + ": expected a number, or {\"attention\": bits, \"ffn\": bits}");
    }

    @JsonValue
    Object json() {
        return attention == ffn ? (Object) ffn : new TreeMap<>(Map.of(ATTENTION, attention, FFN, ffn));
    }
}
