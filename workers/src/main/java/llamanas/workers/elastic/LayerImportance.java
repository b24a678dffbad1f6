package llamanas.workers.elastic;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.protocol.search.PrepareSpec;
import llamanas.workers.llama.Batch;
import llamanas.workers.llama.LlamaModel;

/** In which order layers can go: the one that changes its input least first (block influence, ShortGPT). */
public final class LayerImportance {
    /** Tokens of calibration text: scores hardly move beyond this. */
    private static final int ENOUGH_TOKENS = 4096;

    private LayerImportance() {}

    /**
     * Layers from the least to the most important one.
     *
     * @param sequences token ids of calibration text
     */
    public static List<Integer> removalOrder(SuperNetwork network, List<int[]> sequences) {
        return rank(network.model(), sequences).order();
    }

    /** Block influence of each layer, the mean over tokens, as a ranking. */
    static LayerRanking rank(LlamaModel model, List<int[]> sequences) {
        double[] influence = influence(model, sequences);
        List<Integer> order = IntStream.range(0, influence.length)
                .boxed()
                .sorted(Comparator.comparingDouble(layer -> influence[layer]))
                .toList();
        List<Double> scores = order.stream()
                .map(layer -> LayerOrder.rounded(influence[layer]))
                .toList();
        return new LayerRanking(PrepareSpec.INFLUENCE, order, scores);
    }

    /** Block influence of each layer, the mean over tokens. */
    static BlockInfluence measure(LlamaModel model, List<int[]> sequences) {
        List<int[]> some =
                Calibration.first(sequences, ENOUGH_TOKENS, model.shape().context());
        List<Double> scores = Arrays.stream(influence(model, sequences)).boxed().toList();
        return new BlockInfluence(scores, Calibration.tokens(some));
    }

    private static double[] influence(LlamaModel model, List<int[]> sequences) {
        double[] sum = new double[model.shape().layers()];
        List<int[]> some =
                Calibration.first(sequences, ENOUGH_TOKENS, model.shape().context());
        long[] fullPlan = Plan.full(model.shape());
        for (int[] ids : some) {
            float[] scores = model.influence(Batch.of(ids), fullPlan);
            for (int layer = 0; layer < sum.length; layer++) {
                sum[layer] += scores[layer] * (double) ids.length;
            }
        }
        for (int layer = 0; layer < sum.length; layer++) {
            sum[layer] /= Calibration.tokens(some);
        }
        return sum;
    }
}
