package llamanas.workers.elastic;

import java.util.List;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.ModelShape;

/**
 * Guesses the damage of leaving parts of a network out without running what is left: the sum of the block influences (ShortGPT, arXiv
 * 2403.03853) of the layers that lack something, each times the share of its parameters that it lacks.
 *
 * @param scores block influence by layer: 1 minus the mean cosine of its input and its output
 * @param tokens that the full network has read for them, once
 */
public record BlockInfluence(List<Double> scores, long tokens) {
    public BlockInfluence {
        scores = List.copyOf(scores);
    }

    /**
     * Measures the influence of each layer.
     *
     * @param sequences token ids of calibration text
     */
    public static BlockInfluence of(SuperNetwork network, List<int[]> sequences) {
        return LayerImportance.measure(network.model(), sequences);
    }

    /** 0 for the full network; larger is worse. O(layers). */
    public double damage(ModelShape shape, Architecture architecture) {
        double whole = shape.attentionParameters(shape.kvHeads()) + shape.ffnParameters(shape.ffn());
        double sum = 0;
        for (int layer = 0; layer < scores.size(); layer++) {
            LayerChoice choice = architecture.layers().get(layer);
            double kept = (choice.attends() ? shape.attentionParameters(choice.kvHeads()) : 0)
                    + (choice.ffn() > 0 ? shape.ffnParameters(choice.ffn()) : 0);
            sum += scores.get(layer) * (1 - kept / whole);
        }
        return sum;
    }
}
