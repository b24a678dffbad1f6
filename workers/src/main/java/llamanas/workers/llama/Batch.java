package llamanas.workers.llama;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Token sequences of one forward pass, {@code [size, length]} row after row, padded on the right.
 *
 * @param size number of sequences
 * @param length tokens of each, padding included
 * @param ids token ids; padding may be any valid id, nothing looks at it
 * @param positions position of each token, or empty for 0, 1, 2, ..
 * @param branches 0 for the shared prefix and a number from 1 on for each branch after it, or empty where every sequence
 *     is plain
 */
@SuppressWarnings("ArrayRecordComponent") // numbers on their way to native code; nobody compares them
public record Batch(int size, int length, int[] ids, int[] positions, int[] branches) {
    private static final int[] NONE = {};

    public Batch {
        if (ids.length != size * length) {
            throw new IllegalArgumentException(ids.length + " ids do not make " + size + " x " + length);
        }
    }

    /** One plain sequence. */
    public static Batch of(int... ids) {
        return new Batch(1, ids.length, ids, NONE, NONE);
    }

    NDArray idsOn(NDManager scope) {
        return longs(scope, ids);
    }

    NDArray positionsOn(NDManager scope) {
        return longs(scope, positions);
    }

    NDArray branchesOn(NDManager scope) {
        return longs(scope, branches);
    }

    private NDArray longs(NDManager scope, int[] values) {
        if (values.length == 0) {
            return scope.create(new Shape(0), DataType.INT64);
        }
        long[] wide = new long[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return scope.create(wide, new Shape(size, length));
    }
}
