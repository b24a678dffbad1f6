package llamanas.protocol.search;

import org.jspecify.annotations.Nullable;

/**
 * How a checkpoint is turned into a super-network before a search: neurons, heads and layers ordered by importance, and
 * optionally one fine-tuning.
 *
 * @param out folder that the prepared model is written to; where it holds this very preparation already, it is used as it is
 * @param calibration text that importance is measured on; null = text that the model itself writes
 * @param score of a neuron: {@code activation} (what it adds to the residual stream), {@code wanda} or {@code magnitude}
 * @param layerOrder {@code greedy} (the order of least harm) or {@code influence} (block influence)
 * @param train null = ordering alone
 */
public record PrepareSpec(
        String out, @Nullable String calibration, String score, String layerOrder, @Nullable TrainSpec train) {
    public static final String ACTIVATION = "activation";
    public static final String WANDA = "wanda";
    public static final String MAGNITUDE = "magnitude";
    public static final String GREEDY = "greedy";
    public static final String INFLUENCE = "influence";
}
