package llamanas.workers.llama;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Plans for tests, from short texts. */
final class Plans {
    /** Key/value heads of tiny-llama3. */
    static final int TINY_HEADS = 2;

    private Plans() {}

    /** Two numbers a layer, attention 1 or 0 and the width: a plan with all heads of tiny-llama3, or none. */
    static long[] ofPairs(String text) {
        long[] pairs = numbers(text);
        return IntStream.range(0, pairs.length / 2)
                .mapToObj(i -> LongStream.of(pairs[2 * i] * TINY_HEADS, 0, pairs[2 * i + 1]))
                .flatMapToLong(layer -> layer)
                .toArray();
    }

    /** Three numbers a layer, as the kernels take them. */
    static long[] of(String text) {
        return numbers(text);
    }

    private static long[] numbers(String text) {
        return Arrays.stream(text.split(" ")).mapToLong(Long::parseLong).toArray();
    }
}
