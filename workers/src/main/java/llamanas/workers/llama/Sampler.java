package llamanas.workers.llama;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Randomness;

/** Prepares a call of the kernel {@code sample} and reads what it wrote. */
final class Sampler {
    /**
     * Where the nucleus is looked for. Finding so many of a vocabulary is several times cheaper than sorting it, and what is
     * left of 95 % of the probability beyond them is little.
     */
    private static final int CANDIDATES = 512;

    private final LlamaConfig config;
    private final int bosId;
    private final Sampling how;

    /**
     * @throws InvalidInputException where the sequences are longer than the model's context
     */
    Sampler(LlamaConfig config, int bosId, Sampling how) {
        if (how.length() > config.maxPositions()) {
            throw new InvalidInputException("text of " + how.length() + " tokens: the model's context is "
                    + config.maxPositions() + " tokens (" + config.file() + "); ask for as many at most");
        }
        this.config = config;
        this.bosId = bosId;
        this.how = how;
    }

    int candidates() {
        return Math.min(CANDIDATES, config.vocabSize());
    }

    long[] start(int sequences) {
        long[] ids = new long[sequences];
        Arrays.fill(ids, bosId);
        return ids;
    }

    long[] eos() {
        return config.eosIds().stream().mapToLong(Integer::longValue).toArray();
    }

    int steps() {
        return how.length() - 1;
    }

    /** Numbers in [0, 1), {@code [sequences, steps]}; those of a sequence depend on nothing but the seed and its number. */
    float[] uniforms(long first, int sequences) {
        float[] uniforms = new float[sequences * steps()];
        for (int i = 0; i < sequences; i++) {
            Randomness random = Randomness.of(how.seed(), first + i);
            for (int step = 0; step < steps(); step++) {
                uniforms[i * steps() + step] = (random.nextLong() >>> 40) * 0x1.0p-24f;
            }
        }
        return uniforms;
    }

    /** The rows of what the kernel wrote, {@code [sequences, steps + 1]}, each up to its EOS. */
    int[][] read(long[] written, int sequences) {
        int[][] rows = new int[sequences][];
        for (int i = 0; i < sequences; i++) {
            int start = i * how.length();
            int end = start + 1;
            while (end < start + how.length() && !config.eosIds().contains((int) written[end - 1])) {
                end++;
            }
            rows[i] = Arrays.stream(written, start, end)
                    .mapToInt(Math::toIntExact)
                    .toArray();
        }
        return rows;
    }

    /** A column of ids, {@code [ids, 1]}. */
    static NDArray column(NDManager scope, long[] ids) {
        return scope.create(ids, new Shape(ids.length, 1));
    }
}
