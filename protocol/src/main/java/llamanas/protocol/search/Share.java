package llamanas.protocol.search;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * A part of every task's data. The data of a task lies in blocks that were drawn by lot, so that the first blocks stand for all; a
 * share takes those from {@code from} up to {@code to}, both as parts of 1, and shares that meet leave out no block and take none
 * twice.
 */
public record Share(double from, double to) {
    /** All of the data. */
    public static final Share ALL = new Share(0, 1);

    /** What a product of a share and a number of blocks may be above a whole number by rounding alone. */
    private static final double ROUNDING = 1e-9;

    public Share {
        if (!(from >= 0 && from < to && to <= 1)) {
            throw new IllegalArgumentException("a share from " + from + " to " + to);
        }
    }

    /** The first of so many blocks that belongs to it. */
    public int firstOf(int blocks) {
        return blocks(from, blocks);
    }

    /** The first of so many blocks, after those that belong to it, that does not. */
    public int endOf(int blocks) {
        return blocks(to, blocks);
    }

    /** Whether it ends with the last block. */
    @JsonIgnore
    public boolean isLast() {
        return to == 1;
    }

    private static int blocks(double part, int blocks) {
        return (int) Math.ceil(part * blocks - ROUNDING);
    }
}
