package llamanas.workers.elastic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The passages that candidates for removal are tried on: a few from all over a text, in parts that grow. */
final class OrderText {
    /** Tokens of a passage at most: long enough to attend, short enough to have several. */
    private static final int PASSAGE = 256;

    /** Where the parts end, as shares of all tokens: each has as many as all before it. */
    private static final double[] ENDS = {0.125, 0.25, 0.5, 1};

    private OrderText() {}

    /**
     * Chooses passages.
     *
     * @param sequences token ids
     * @param tokens how many are wanted; all where there are not more
     * @return one to four parts, none of them empty
     */
    static List<List<int[]>> parts(List<int[]> sequences, long tokens) {
        List<int[]> passages = spread(passages(sequences), tokens);
        long all = Calibration.tokens(passages);
        List<List<int[]>> parts = new ArrayList<>();
        int at = 0;
        long seen = 0;
        for (double end : ENDS) {
            List<int[]> part = new ArrayList<>();
            while (at < passages.size() && seen < end * all) {
                part.add(passages.get(at));
                seen += passages.get(at).length;
                at++;
            }
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        return parts;
    }

    /** Cuts long sequences; what follows a cut begins as its sequence does, which mostly is BOS. */
    private static List<int[]> passages(List<int[]> sequences) {
        List<int[]> passages = new ArrayList<>();
        for (int[] sequence : sequences) {
            for (int start = 0; start < sequence.length; start += PASSAGE) {
                int[] passage = Arrays.copyOfRange(sequence, start, Math.min(sequence.length, start + PASSAGE));
                passage[0] = sequence[0];
                passages.add(passage);
            }
        }
        return passages;
    }

    /** Passages at even distances with so many tokens together, the last of them cut. */
    private static List<int[]> spread(List<int[]> passages, long tokens) {
        long all = Calibration.tokens(passages);
        if (all <= tokens) {
            return passages;
        }
        int count = (int) Math.min(passages.size(), Math.ceil((double) tokens * passages.size() / all));
        List<int[]> chosen = new ArrayList<>();
        long left = tokens;
        for (int i = 0; i < count && left > 0; i++) {
            int[] passage = passages.get((int) ((long) i * passages.size() / count));
            chosen.add(Arrays.copyOf(passage, (int) Math.min(passage.length, left)));
            left -= passage.length;
        }
        return chosen;
    }
}
