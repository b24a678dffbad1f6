package llamanas.workers.tasks;

import java.util.Arrays;

/**
 * One row of a batch before padding, and what is scored on it.
 *
 * @param ids tokens
 * @param positions position of each token; empty for a plain sequence
 * @param branches see {@link llamanas.workers.llama.Batch}; empty for a plain sequence
 * @param rows indices of tokens whose successor is scored
 * @param targets the successor of each row
 * @param owners who gets each row's log-probability: an index that the task chose
 */
@SuppressWarnings("ArrayRecordComponent") // numbers on their way to native code; nobody compares them
record Sequence(int[] ids, int[] positions, int[] branches, int[] rows, int[] targets, int[] owners) {
    private static final int[] NONE = {};

    static Sequence plain(int[] ids, int[] rows, int[] targets, int[] owners) {
        return new Sequence(ids, NONE, NONE, rows, targets, owners);
    }

    /** The same, with all rows for one owner. */
    Sequence ownedBy(int owner) {
        int[] all = new int[rows.length];
        Arrays.fill(all, owner);
        return new Sequence(ids, positions, branches, rows, targets, all);
    }

    int length() {
        return ids.length;
    }

    boolean branched() {
        return branches.length > 0;
    }
}
