package llamanas.workers.tasks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a long document into windows as lm-evaluation-harness does ({@code get_rolling_token_windows} with a context of one
 * token): every token is scored once, and the last window reaches back so that it is as long as the others.
 */
final class Windows {
    private Windows() {}

    /**
     * @param tokens the document, with BOS in front; every token but BOS is scored
     * @param context longest sequence of the model
     * @param owner who gets the log-probabilities
     */
    static List<Sequence> of(int[] tokens, int context, int owner) {
        List<Sequence> windows = new ArrayList<>();
        int predicted = 1;
        while (predicted < tokens.length) {
            int count = Math.min(tokens.length - predicted, context);
            int end = predicted + count;
            int start = Math.max(0, end - 1 - context);
            windows.add(window(tokens, start, end, count, owner));
            predicted = end;
        }
        return windows;
    }

    /** Input is {@code tokens[start .. end - 1)}; the last {@code count} of its successors are scored. */
    private static Sequence window(int[] tokens, int start, int end, int count, int owner) {
        int[] rows = new int[count];
        int[] owners = new int[count];
        Arrays.fill(owners, owner);
        for (int i = 0; i < count; i++) {
            rows[i] = end - 1 - count + i - start;
        }
        return Sequence.plain(
                Arrays.copyOfRange(tokens, start, end - 1), rows, Arrays.copyOfRange(tokens, end - count, end), owners);
    }
}
