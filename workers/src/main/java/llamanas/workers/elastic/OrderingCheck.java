package llamanas.workers.elastic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import llamanas.workers.llama.Batch;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.LlamaModel;

/** Whether two models are the same function, up to the rounding of sums that are added up in another order. */
public final class OrderingCheck {
    private static final int ENOUGH_TOKENS = 512;
    private static final int ROWS = 64;

    private OrderingCheck() {}

    /**
     * The largest difference of two logits at the same place, relative to the largest logit.
     *
     * @param sequences token ids, the first {@value #ENOUGH_TOKENS} tokens or a little more are used, and of each sequence
     *     the last {@value #ROWS} rows of logits
     */
    public static double difference(LlamaModel before, LlamaModel after, List<int[]> sequences) {
        double largest = 0;
        double difference = 0;
        for (int[] ids :
                Calibration.first(sequences, ENOUGH_TOKENS, before.shape().context())) {
            float[] expected = logits(before, ids);
            float[] found = logits(after, ids);
            for (int i = 0; i < expected.length; i++) {
                double off = Math.abs(expected[i] - found[i]);
                difference = Double.isNaN(off) ? Double.POSITIVE_INFINITY : Math.max(difference, off);
                largest = Math.max(largest, Math.abs(expected[i]));
            }
        }
        return difference / Math.max(largest, Double.MIN_NORMAL);
    }

    /**
     * @throws IllegalStateException where the difference is more than rounding
     */
    static void check(LlamaModel before, LlamaModel after, List<int[]> sequences) {
        double difference = difference(before, after, sequences);
        if (!(difference <= tolerance(before.dtype()))) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "the ordered network is another function: its logits in %s are off by %.2g (relative), rounding makes"
                            + " at most %.2g. Nothing was kept; this is a fault of llama-nas, please report it",
                    before.dtype().label(),
                    difference,
                    tolerance(before.dtype())));
        }
    }

    /** What rounding may do: far above what it did in trials, far below what one neuron in a wrong place does. */
    private static double tolerance(Dtype dtype) {
        return switch (dtype) {
            case FLOAT32 -> 1e-3;
            case FLOAT16 -> 1e-2;
            case BFLOAT16 -> 5e-2;
        };
    }

    private static float[] logits(LlamaModel model, int[] ids) {
        try (NDManager scope = model.newScope()) {
            NDArray hidden = model.hidden(scope, Batch.of(ids), Plan.full(model.shape()));
            return model.logits(
                    hidden,
                    LongStream.range(Math.max(0, ids.length - ROWS), ids.length).toArray());
        }
    }
}
