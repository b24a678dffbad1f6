package llamanas.workers.train;

import java.util.Arrays;
import java.util.List;

/**
 * The blocks of one side of a corpus, all equally long; immutable. A token takes 4 bytes: its id, or the id's complement
 * ({@code ~id}) where it is no target.
 */
public final class Blocks {
    private final List<int[]> packed;
    private final int block;
    private final long tokens;

    Blocks(List<int[]> packed, int block) {
        this.packed = List.copyOf(packed);
        this.block = block;
        this.tokens = packed.stream()
                .mapToLong(ids -> Arrays.stream(ids).filter(id -> id >= 0).count())
                .sum();
    }

    /** Number of blocks. */
    public int size() {
        return packed.size();
    }

    /** Tokens of a block. */
    public int block() {
        return block;
    }

    /** Targets in all blocks: tokens that have a loss. */
    public long tokens() {
        return tokens;
    }

    public TrainingBlock get(int i) {
        return new TrainingBlock(ids(i), counted(i));
    }

    /** The token ids of block {@code i}, {@code [block]}. */
    public int[] ids(int i) {
        int[] ids = packed.get(i).clone();
        for (int at = 0; at < ids.length; at++) {
            ids[at] = ids[at] < 0 ? ~ids[at] : ids[at];
        }
        return ids;
    }

    /** Which tokens of block {@code i} are targets, {@code [block]}. */
    public boolean[] counted(int i) {
        int[] ids = packed.get(i);
        boolean[] counted = new boolean[block];
        for (int at = 0; at < block; at++) {
            counted[at] = ids[at] >= 0;
        }
        return counted;
    }
}
