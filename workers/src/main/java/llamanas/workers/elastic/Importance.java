package llamanas.workers.elastic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.PrepareSpec;
import llamanas.workers.llama.Batch;
import llamanas.workers.llama.LayerObserver;
import llamanas.workers.llama.LlamaModel;

/**
 * Ranks neurons and heads of every layer by what the full network does with them on calibration text.
 *
 * <ul>
 *   <li>{@code activation}: neurons in the order of least harm. What a set of neurons adds to the residual stream is known
 *       from the products of their activations and of their down columns, so that neurons are dropped one at a time, each
 *       time the one that changes the layer's output least, given those dropped before. Two neurons that say the same don't
 *       both stay. Heads by the energy that they add.
 *   <li>{@code wanda}: |weight| x norm of its input, summed over all weights of a neuron or head (arXiv 2306.11695).
 *   <li>{@code magnitude}: the L2 norm of the weights; no text is needed.
 * </ul>
 *
 * <p>Layer by layer: hidden states of all calibration tokens are in memory, and the sums of one layer.
 */
public final class Importance {
    /** Tokens of calibration text that are used; the order of the demo model's neurons hardly gets better beyond. */
    static final int ENOUGH_TOKENS = 8192;

    private static final List<String> SCORES =
            List.of(PrepareSpec.ACTIVATION, PrepareSpec.WANDA, PrepareSpec.MAGNITUDE);

    private final LlamaModel model;
    private final String score;

    private Importance(LlamaModel model, String score) {
        this.model = model;
        this.score = score;
    }

    /**
     * @param sequences token ids, the first {@value #ENOUGH_TOKENS} tokens or a little more are used
     * @param score {@code activation}, {@code wanda} or {@code magnitude}
     * @return an order for each layer
     * @throws InvalidInputException where the score is unknown or there are no tokens
     */
    public static List<LayerOrder> measure(
            LlamaModel model, List<int[]> sequences, String score, Consumer<PrepareProgress> progress) {
        checkScore(score);
        List<int[]> some =
                Calibration.first(sequences, ENOUGH_TOKENS, model.shape().context());
        return new Importance(model, score).layers(some, progress);
    }

    static void checkScore(String score) {
        if (!SCORES.contains(score)) {
            throw new InvalidInputException(
                    "score: found '" + score + "', expected one of " + String.join(", ", SCORES));
        }
    }

    private List<LayerOrder> layers(List<int[]> sequences, Consumer<PrepareProgress> progress) {
        int count = model.shape().layers();
        List<LayerOrder> orders = new ArrayList<>();
        try (NDManager scope = model.newScope()) {
            List<NDArray> states = new ArrayList<>();
            sequences.forEach(ids -> states.add(model.hidden(scope, Batch.of(ids), new long[0])));
            for (int layer = 0; layer < count; layer++) {
                orders.add(layer(layer, scope, states));
                progress.accept(new PrepareProgress("ordering neurons and heads", layer + 1L, count, Double.NaN));
            }
        }
        return orders;
    }

    /** @param states what enters the layer, by sequence; replaced by what leaves it */
    private LayerOrder layer(int layer, NDManager scope, List<NDArray> states) {
        try (LayerObserver observer = new LayerObserver(model, layer, score.equals(PrepareSpec.ACTIVATION))) {
            if (score.equals(PrepareSpec.MAGNITUDE)) {
                return bySum(observer.magnitude());
            }
            for (int i = 0; i < states.size(); i++) {
                NDArray before = states.get(i);
                states.set(i, observer.observe(scope, before));
                before.close();
            }
            return score.equals(PrepareSpec.WANDA) ? bySum(observer.wanda()) : leastHarm(observer);
        }
    }

    private LayerOrder leastHarm(LayerObserver observer) {
        LayerObserver.Elimination elimination = observer.eliminate();
        List<Integer> neurons =
                new ArrayList<>(Arrays.stream(elimination.order()).boxed().toList());
        Collections.reverse(neurons);
        int last = neurons.size() - 1;
        double[] harm = IntStream.rangeClosed(0, last)
                .mapToDouble(place -> elimination.harm()[last - place])
                .toArray();
        return LayerOrder.of(neurons, harm, observer.headContributions(), groups());
    }

    /** @param scores of neurons, then of heads */
    private LayerOrder bySum(double[] scores) {
        int ffn = model.shape().ffn();
        List<Integer> neurons = LayerOrder.descending(scores, 0, ffn);
        double[] sorted = neurons.stream().mapToDouble(i -> scores[i]).toArray();
        return LayerOrder.of(neurons, sorted, Arrays.copyOfRange(scores, ffn, scores.length), groups());
    }

    private int groups() {
        return model.shape().kvHeads();
    }
}
