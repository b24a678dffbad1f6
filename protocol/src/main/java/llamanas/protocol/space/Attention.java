package llamanas.protocol.space;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/**
 * How a layer mixes positions: causal attention over all earlier positions, over the last few of them (sliding window), or
 * not at all. In JSON {@code "full"}, {@code {"window": 128}} or {@code "none"}.
 *
 * @param attends whether the layer attends at all
 * @param window positions that a query sees, its own included: the query at t sees t - window + 1 to t; 0 = all
 */
public record Attention(boolean attends, int window) {
    /** Over all earlier positions. */
    public static final Attention FULL = new Attention(true, 0);

    /** The layer has no attention block. */
    public static final Attention NONE = new Attention(false, 0);

    private static final String WINDOW = "window";

    public Attention {
        if (window < 0 || (!attends && window > 0)) {
            throw new IllegalArgumentException("attention " + attends + " with a window of " + window);
        }
    }

    /**
     * Sliding-window attention.
     *
     * @param positions that a query sees, its own included; at least 1
     */
    public static Attention window(int positions) {
        if (positions < 1) {
            throw new IllegalArgumentException("a window of " + positions + " positions sees nothing");
        }
        return new Attention(true, positions);
    }

    /** The same as seen by a model of that context: a window that covers it is full attention. */
    public Attention within(int context) {
        return window >= context ? FULL : this;
    }

    /** The name used in tables and genes: {@code full}, {@code none}, or {@code window 128}. */
    public String label() {
        return window > 0 ? WINDOW + " " + window : attends ? "full" : "none";
    }

    /** The inverse of {@link #json()}. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Attention ofJson(Object json) {
        if (json instanceof Map<?, ?> map && map.size() == 1 && map.get(WINDOW) instanceof Integer positions) {
            return window(positions);
        } else if (json.equals(FULL.label())) {
            return FULL;
        } else if (json.equals(NONE.label())) {
            return NONE;
        }
        throw new IllegalArgumentException("attention " + json + ": expected full, none or {\"window\": positions}");
    }

    @JsonValue
    Object json() {
        return window > 0 ? Map.of(WINDOW, window) : label();
    }
}
