package llamanas.protocol.search;

import java.util.List;

/**
 * Successive halving: a candidate is measured on a growing share of each task's data, and goes on only while it may still
 * belong to the front.
 *
 * @param rungs shares of the data, ascending; the last one is 1
 * @param confidence of the intervals that dominance has to go beyond, for example 0.95
 */
public record FidelitySpec(List<Double> rungs, double confidence) {
    public FidelitySpec {
        rungs = List.copyOf(rungs);
    }

    /** The share of the data that a rung adds to the one before. */
    public Share share(int rung) {
        return new Share(rung == 0 ? 0 : rungs.get(rung - 1), rungs.get(rung));
    }
}
