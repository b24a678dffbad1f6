package llamanas.workers.llama;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;

/**
 * Cosines and sines of rotary position embedding (arXiv 2104.09864), one row a position: {@code [context, head_dim / 2]}.
 * Angles are computed in float32 as Hugging Face does, so that long contexts agree with it.
 */
record RotaryTables(NDManager owner, NDArray cos, NDArray sin) implements AutoCloseable {
    /** What a rotation takes of the heap, sine and cosine, and as much again for everything else. */
    private static final int BYTES = 4 * Float.BYTES;

    static RotaryTables of(LlamaConfig config, Kernels kernels, Dtype dtype) {
        double[] frequencies = config.inverseFrequencies();
        int positions = config.maxPositions();
        refuseTooMany(config, positions, frequencies.length);
        float[] cos = new float[positions * frequencies.length];
        float[] sin = new float[cos.length];
        for (int position = 0; position < positions; position++) {
            for (int i = 0; i < frequencies.length; i++) {
                float angle = position * (float) frequencies[i];
                cos[position * frequencies.length + i] = (float) Math.cos(angle);
                sin[position * frequencies.length + i] = (float) Math.sin(angle);
            }
        }
        NDManager owner = kernels.newScope();
        Shape shape = new Shape(positions, frequencies.length);
        return new RotaryTables(
                owner, dtype.cast(kernels, owner.create(cos, shape)), dtype.cast(kernels, owner.create(sin, shape)));
    }

    /** A config can claim a context of two billion. */
    private static void refuseTooMany(LlamaConfig config, long positions, int frequencies) {
        long most = GivenFiles.heapShare(BYTES) / frequencies;
        if (positions > most) {
            throw new InvalidInputException(config.file() + ": max_position_embeddings: found " + positions
                    + ", whose tables of rotations don't fit into Java's heap, expected " + most
                    + " at most; lower it, or give Java more memory (LLAMA_NAS_JAVA_OPTS=-Xmx..)");
        }
    }

    @Override
    public void close() {
        owner.close();
    }
}
