package llamanas.workers.elastic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The tokens that single changes are measured on, so that all of them together cost an eighth of a search's budget at most.
 *
 * @param sequences the first ones of the text, the last of them cut; empty where too few tokens would cost too much
 * @param tokens of these
 * @param all tokens of the text
 * @param evaluations what the changes count for: a change on all of the text would be one
 */
record ChangeSample(List<int[]> sequences, long tokens, long all, int evaluations) {
    /** Tokens below which a damage says too little. */
    private static final long FEWEST = 64;

    /** Share of the budget that is aimed at. */
    private static final double SHARE = 1.0 / 8;

    /** Share of the budget above which there are better uses for it. */
    private static final double MOST = 1.0 / 3;

    /**
     * Chooses them.
     *
     * @param text token ids; what an evaluation reads
     * @param changes how many are to be measured
     * @param budget evaluations of the search
     */
    static ChangeSample of(List<int[]> text, int changes, int budget) {
        long all = Calibration.tokens(text);
        if (changes == 0 || all == 0) {
            return new ChangeSample(List.of(), 0, all, 0);
        }
        long affordable = (long) (Math.floor(SHARE * budget) * all / changes);
        long wanted = Math.min(all, Math.max(FEWEST, affordable));
        long cost = (changes * wanted + all - 1) / all;
        return cost > MOST * budget
                ? new ChangeSample(List.of(), 0, all, 0)
                : new ChangeSample(first(text, wanted), wanted, all, (int) cost);
    }

    private static List<int[]> first(List<int[]> text, long tokens) {
        List<int[]> taken = new ArrayList<>();
        long left = tokens;
        for (int[] sequence : text) {
            int length = (int) Math.min(left, sequence.length);
            if (length > 0) {
                taken.add(Arrays.copyOf(sequence, length));
            }
            left -= length;
        }
        return taken;
    }
}
