package llamanas.protocol;

/**
 * SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014), written out rather than taken from
 * the JDK, which does not promise the same numbers in its next version: a seed means the same search, and the same training, on
 * every Java.
 *
 * <p>A generator starts at a hash of (seed, stream), where the stream is the number of a generation, epoch, step or sequence.
 * Nothing is carried over from one stream to the next, so a search that is resumed at generation g draws what it would have
 * drawn without the crash.
 */
public final class Randomness {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    private Randomness(long state) {
        this.state = state;
    }

    /** The generator of one stream of a seed. */
    public static Randomness of(long seed, long stream) {
        return new Randomness(mix(mix(seed + GOLDEN_GAMMA) + mix(stream - GOLDEN_GAMMA)));
    }

    /** Uniform over all 2^64 values. */
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1), a multiple of 2^-53. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Uniform in 0 .. bound - 1, with a bias below bound / 2^32. */
    public int nextInt(int bound) {
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    /** True with the given probability. */
    public boolean nextBoolean(double probability) {
        return nextDouble() < probability;
    }

    /** The numbers 0 .. n - 1 in random order (Fisher-Yates). */
    public int[] permutation(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
