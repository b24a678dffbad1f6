package llamanas.protocol.search;

import java.util.List;

/**
 * A checkpoint that has been prepared.
 *
 * @param model folder of the prepared model
 * @param modelHash hash of its weights
 * @param sourceHash hash of the weights that it was made from
 * @param layerOrder layers from the least to the most important one
 * @param curve losses of the training; empty where there was none
 * @param provenance who did it; its {@code dataHash} is that of calibration and training data
 */
public record Preparation(
        String model,
        String modelHash,
        String sourceHash,
        List<Integer> layerOrder,
        List<LossPoint> curve,
        Provenance provenance) {
    public Preparation {
        layerOrder = List.copyOf(layerOrder);
        curve = curve == null ? List.of() : List.copyOf(curve);
    }
}
