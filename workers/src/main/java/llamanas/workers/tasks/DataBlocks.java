package llamanas.workers.tasks;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.Share;

/**
 * Deals the units of a task's data (windows of a text, questions) out to blocks by lot. Each block gets units of all lengths - of every
 * so many that are next to each other by length, each block gets one - so that any block stands for all data and blocks are of like
 * size. The same data always lies in the same blocks: what one search measured, another one can add to.
 */
final class DataBlocks {
    /** Enough to tell the spread from a tenth of them, few enough to send their sums with every measurement. */
    static final int MOST_BLOCKS = 100;

    /** Of no meaning; the same for ever. */
    private static final long SEED = 0x10CC5L;

    private final int count;
    private final int[] blockOf;

    private DataBlocks(int count, int[] blockOf) {
        this.count = count;
        this.blockOf = blockOf;
    }

    /**
     * Deals out.
     *
     * @param lengths of the units, in tokens
     */
    static DataBlocks of(List<Integer> lengths) {
        int count = Math.min(MOST_BLOCKS, lengths.size());
        int[] order = IntStream.range(0, lengths.size())
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(lengths::get)
                        .reversed()
                        .thenComparing(i -> i))
                .mapToInt(i -> i)
                .toArray();
        int[] blockOf = new int[order.length];
        int[] lot = {};
        for (int i = 0; i < order.length; i++) {
            lot = i % count == 0 ? Randomness.of(SEED, i / count).permutation(count) : lot;
            blockOf[order[i]] = lot[i % count];
        }
        return new DataBlocks(count, blockOf);
    }

    int count() {
        return count;
    }

    int of(int unit) {
        return blockOf[unit];
    }

    /** The units of a share, in order. */
    List<Integer> units(Share share) {
        int first = share.firstOf(count);
        int end = share.endOf(count);
        return IntStream.range(0, blockOf.length)
                .filter(unit -> blockOf[unit] >= first && blockOf[unit] < end)
                .boxed()
                .toList();
    }

    /** How many blocks belong to a share. */
    int countOf(Share share) {
        return share.endOf(count) - share.firstOf(count);
    }
}
