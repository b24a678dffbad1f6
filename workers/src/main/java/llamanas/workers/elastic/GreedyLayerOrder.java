package llamanas.workers.elastic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.PrepareSpec;
import llamanas.workers.llama.Batch;
import llamanas.workers.llama.LlamaModel;

/**
 * The order of least harm: layers are removed one at a time, each time the one without which, given those removed before,
 * the output diverges least from the full network's. Block influence looks at each layer as if all others stayed; this does
 * not. {@code layers^2 / 2} forward passes over the calibration tokens.
 */
final class GreedyLayerOrder {
    /** Tokens x layers, so that deep models stay feasible: 2048 tokens with 8 layers. */
    private static final int TOKENS_TIMES_LAYERS = 1 << 14;

    /** Fewer tokens say too little: with 32 layers, 528 forward passes over so many. */
    private static final int FEWEST_TOKENS = 1024;

    private final LlamaModel model;
    private final List<int[]> sequences;
    private final Consumer<PrepareProgress> progress;
    private final long[] plan;
    private final long total;
    private long done;

    private GreedyLayerOrder(LlamaModel model, List<int[]> sequences, Consumer<PrepareProgress> progress) {
        long layers = model.shape().layers();
        this.model = model;
        this.sequences = Calibration.first(
                sequences,
                Math.max(FEWEST_TOKENS, TOKENS_TIMES_LAYERS / layers),
                model.shape().context());
        this.progress = progress;
        this.plan = Plan.full(model.shape());
        this.total = layers * (layers + 1) / 2;
    }

    static LayerRanking rank(LlamaModel model, List<int[]> sequences, Consumer<PrepareProgress> progress) {
        return new GreedyLayerOrder(model, sequences, progress).rank();
    }

    private LayerRanking rank() {
        List<Integer> left = new ArrayList<>(
                IntStream.range(0, model.shape().layers()).boxed().toList());
        List<Integer> order = new ArrayList<>();
        List<Double> harms = new ArrayList<>();
        try (NDManager scope = model.newScope()) {
            List<NDArray> full = sequences.stream()
                    .map(ids -> model.hidden(scope, Batch.of(ids), plan))
                    .toList();
            while (!left.isEmpty()) {
                double[] harm =
                        left.stream().mapToDouble(layer -> without(layer, full)).toArray();
                int best = IntStream.range(0, harm.length)
                        .reduce((a, b) -> harm[b] < harm[a] ? b : a)
                        .orElseThrow();
                harms.add(LayerOrder.rounded(harm[best]));
                int layer = left.remove(best);
                set(layer, 0, 0);
                order.add(layer);
            }
        }
        return new LayerRanking(PrepareSpec.GREEDY, order, harms);
    }

    /** Mean divergence from the full network with one layer less, nats/token. */
    private double without(int layer, List<NDArray> full) {
        set(layer, 0, 0);
        double sum = 0;
        for (int i = 0; i < sequences.size(); i++) {
            sum += divergence(sequences.get(i), full.get(i));
        }
        set(layer, model.shape().kvHeads(), model.shape().ffn());
        done++;
        progress.accept(new PrepareProgress("ordering layers", done, total, Double.NaN));
        return sum / Calibration.tokens(sequences);
    }

    private double divergence(int[] ids, NDArray full) {
        try (NDManager scope = model.newScope()) {
            NDArray hidden = model.hidden(scope, Batch.of(ids), plan);
            double sum = 0;
            for (float value : model.divergence(
                    full, hidden, LongStream.range(0, ids.length).toArray())) {
                sum += value;
            }
            return sum;
        }
    }

    private void set(int layer, int kvHeads, int width) {
        plan[Plan.STRIDE * layer] = kvHeads;
        plan[Plan.STRIDE * layer + 2] = width;
    }
}
