package llamanas.protocol.space;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a layer mixes positions: causal attention over all earlier positions, or not at all. */
public enum Attention {
    @JsonProperty("full")
    FULL,
    @JsonProperty("none")
    NONE;

    /** The name used in JSON and in tables. */
    public String label() {
        return this == FULL ? "full" : "none";
    }
}
