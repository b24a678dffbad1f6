package llamanas.workers.elastic;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.workers.llama.Batch;

/** In which order layers can go: the one that changes its input least first (block influence, ShortGPT). */
public final class LayerImportance {
    /** Tokens of calibration text: scores hardly move beyond this. */
    private static final int ENOUGH_TOKENS = 4096;

    private LayerImportance() {}

    /**
     * Layers from the least to the most important one.
     *
     * @param sequences token ids of calibration text, each at most the model's context long
     */
    public static List<Integer> removalOrder(SuperNetwork network, List<int[]> sequences) {
        double[] influence = influence(network, sequences);
        return IntStream.range(0, influence.length)
                .boxed()
                .sorted(Comparator.comparingDouble(layer -> influence[layer]))
                .toList();
    }

    /** Block influence of each layer, the mean over tokens. */
    static double[] influence(SuperNetwork network, List<int[]> sequences) {
        double[] sum = new double[network.shape().layers()];
        long tokens = 0;
        for (int[] ids : sequences) {
            if (tokens >= ENOUGH_TOKENS) {
                break;
            }
            float[] scores = network.model().influence(Batch.of(ids), network.fullPlan());
            for (int layer = 0; layer < sum.length; layer++) {
                sum[layer] += scores[layer] * (double) ids.length;
            }
            tokens += ids.length;
        }
        for (int layer = 0; layer < sum.length; layer++) {
            sum[layer] /= Math.max(tokens, 1);
        }
        return sum;
    }
}
