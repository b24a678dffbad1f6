package llamanas.workers.train;

import llamanas.protocol.Randomness;

/**
 * An endless stream of block numbers: epoch after epoch, each in an order of its own that follows from the seed and the
 * epoch's number alone, so that a training that is resumed at any position goes on with the same blocks.
 *
 * <p>O(blocks) once an epoch, then O(1). Not thread-safe.
 */
public final class BlockOrder {
    private final int blocks;
    private final long seed;
    private long epoch = -1;
    private int[] order = {};

    /** @param blocks how many there are; above 0 */
    public BlockOrder(int blocks, long seed) {
        if (blocks < 1) {
            throw new IllegalArgumentException("an order of " + blocks + " blocks");
        }
        this.blocks = blocks;
        this.seed = seed;
    }

    /** The block at a position of the stream, counted from 0. */
    public int at(long position) {
        long wanted = position / blocks;
        if (wanted != epoch) {
            order = Randomness.of(seed, wanted).permutation(blocks);
            epoch = wanted;
        }
        return order[(int) (position % blocks)];
    }
}
