package llamanas.workers.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A corpus in two: what is trained on, and about {@value #PERCENT} % that is held out, chosen by a hash of each document's
 * content. So a document stays on its side whatever else is in the corpus and in whatever order, and copies of it are
 * on one side together.
 */
record HeldOut<T>(List<T> train, List<T> heldOut) {
    static final int PERCENT = 2;

    /** From so many documents on at least one is held out: the one whose hash is the smallest. */
    private static final int ENOUGH = 10;

    /** @param hash 64 even bits of a document's content */
    static <T> HeldOut<T> split(List<T> documents, ToLongFunction<T> hash) {
        long[] hashes = documents.stream().mapToLong(hash).toArray();
        long limit = Long.divideUnsigned(-1, 100) * PERCENT;
        if (hashes.length >= ENOUGH) {
            limit = larger(limit, smallest(hashes));
        }
        List<T> train = new ArrayList<>();
        List<T> heldOut = new ArrayList<>();
        for (int i = 0; i < hashes.length; i++) {
            (Long.compareUnsigned(hashes[i], limit) <= 0 ? heldOut : train).add(documents.get(i));
        }
        return new HeldOut<>(train, heldOut);
    }

    private static long larger(long a, long b) {
        return Long.compareUnsigned(a, b) > 0 ? a : b;
    }

    private static long smallest(long[] hashes) {
        return Arrays.stream(hashes).reduce(-1, (a, b) -> Long.compareUnsigned(a, b) < 0 ? a : b);
    }
}
