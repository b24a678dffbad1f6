package llamanas.workers.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Packs documents into blocks, in their order. Attention goes over the whole block, also across documents.
 *
 * <ul>
 *   <li>Text is one stream that is cut every {@code block} tokens, as in nanoGPT and in transformers' {@code run_clm}: a
 *       document that crosses the end of a block goes on in the next one. The first token of a block is never a target.
 *   <li>An instruction with its answer stays together, as with torchtune's {@code split_across_pack = False}: where it does
 *       not fit into the rest of a block it starts a new one. Longer than a block, it is cut on the right as in Alpaca's
 *       training script; where nothing of the answer would be left, it is left out.
 *   <li>What stays free in a block, the end of the last one included, is padding behind the text: no targets.
 * </ul>
 */
final class BlockPacker {
    private final int block;
    private final int padding;
    private final List<int[]> blocks = new ArrayList<>();
    private int free;
    private long used;
    private long leftOut;

    /** @param padding id that fills what stays free */
    BlockPacker(int block, int padding) {
        this.block = block;
        this.padding = padding;
    }

    void add(Document document) {
        int length = document.ids().length;
        if (!document.whole()) {
            append(document, length);
        } else if (document.from() >= block) {
            leftOut++;
        } else {
            int kept = Math.min(length, block);
            free = kept > free ? 0 : free;
            append(document, kept);
        }
    }

    private void append(Document document, int length) {
        for (int i = 0; i < length; i++) {
            boolean first = free == 0;
            if (first) {
                blocks.add(empty());
                free = block;
            }
            int stored = document.stored(i);
            current()[block - free] = first && stored >= 0 ? ~stored : stored;
            free--;
        }
        used += length;
    }

    private int[] current() {
        return blocks.get(blocks.size() - 1);
    }

    private int[] empty() {
        int[] ids = new int[block];
        Arrays.fill(ids, ~padding);
        return ids;
    }

    /** Instructions that are so long that nothing of their answers fits into a block. */
    long leftOut() {
        return leftOut;
    }

    /** Tokens of documents in all blocks. */
    long used() {
        return used;
    }

    /** Tokens in all blocks, padding included: what they take of the memory. */
    long tokens() {
        return (long) blocks.size() * block;
    }

    Blocks blocks() {
        return new Blocks(blocks, block);
    }
}
