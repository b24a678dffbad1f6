package llamanas.workers.elastic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.PrepareSpec;
import llamanas.workers.llama.LlamaModel;

/**
 * The order of least harm: layers are removed one at a time, each time the one without which, given those removed before,
 * the output diverges least from the full network's. Block influence looks at each layer as if all others stayed; this does
 * not.
 *
 * <p>A candidate is run from its own layer on: what comes before is kept ({@link PrefixStates}). It sees a part of the tokens first, and
 * more of them only where it is among the better half and not surely worse than the best ({@link Trial}). So the {@code layers^2 / 2}
 * candidates cost about a sixth of as many forward passes over all the tokens.
 */
final class GreedyLayerOrder implements AutoCloseable {
    /** Tokens x layers, so that deep models stay feasible: 4096 tokens with 8 layers. */
    private static final int TOKENS_TIMES_LAYERS = 1 << 15;

    /** Fewer tokens say too little. */
    private static final int FEWEST_TOKENS = 1024;

    private final LlamaModel model;
    private final Consumer<PrepareProgress> progress;
    private final long[] plan;
    private final List<List<PrefixStates>> parts = new ArrayList<>();
    private final long total;
    private long done;

    private GreedyLayerOrder(LlamaModel model, List<int[]> sequences, Consumer<PrepareProgress> progress) {
        long layers = model.shape().layers();
        this.model = model;
        this.progress = progress;
        this.plan = Plan.full(model.shape());
        this.total = layers * (layers + 1) / 2;
        List<int[]> all =
                Calibration.first(sequences, Long.MAX_VALUE, model.shape().context());
        try {
            for (List<int[]> part : OrderText.parts(all, Math.max(FEWEST_TOKENS, TOKENS_TIMES_LAYERS / layers))) {
                List<PrefixStates> states = new ArrayList<>();
                parts.add(states);
                PrefixStates.batches(part).forEach(batch -> states.add(PrefixStates.of(model, batch)));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    static LayerRanking rank(LlamaModel model, List<int[]> sequences, Consumer<PrepareProgress> progress) {
        try (GreedyLayerOrder order = new GreedyLayerOrder(model, sequences, progress)) {
            return order.rank();
        }
    }

    private LayerRanking rank() {
        List<Integer> left = new ArrayList<>(
                IntStream.range(0, model.shape().layers()).boxed().toList());
        List<Integer> order = new ArrayList<>();
        List<Double> harms = new ArrayList<>();
        while (!left.isEmpty()) {
            Trial best = best(left);
            remove(best.layer());
            left.remove(Integer.valueOf(best.layer()));
            order.add(best.layer());
            harms.add(LayerOrder.rounded(best.harm()));
        }
        return new LayerRanking(PrepareSpec.GREEDY, order, harms);
    }

    /** Which of these layers harms least when it goes as well, with its harm on all tokens. */
    private Trial best(List<Integer> left) {
        List<Trial> trials = left.stream().map(Trial::new).toList();
        for (int part = 0; part < parts.size(); part++) {
            if (part > 0) {
                trials = Trial.worthwhile(trials);
            }
            for (Trial trial : trials) {
                for (PrefixStates states : parts.get(part)) {
                    trial.add(without(trial.layer(), states));
                }
                done += part == 0 ? 1 : 0;
                progress.accept(new PrepareProgress("ordering layers", done, total, Double.NaN));
            }
        }
        return Trial.best(trials);
    }

    private float[] without(int layer, PrefixStates states) {
        long[] less = plan.clone();
        leaveOut(less, layer);
        return states.divergences(model.views(less), layer);
    }

    private void remove(int layer) {
        leaveOut(plan, layer);
        parts.forEach(part -> part.forEach(states -> states.become(model.views(plan), layer)));
    }

    private static void leaveOut(long[] plan, int layer) {
        plan[Plan.STRIDE * layer] = 0;
        plan[Plan.STRIDE * layer + 2] = 0;
    }

    @Override
    public void close() {
        parts.forEach(part -> part.forEach(PrefixStates::close));
    }
}
