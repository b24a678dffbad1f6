package llamanas.workers.train;

import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.LlamaConfig;
import llamanas.workers.llama.LlamaModel;

/**
 * Bytes of what a pass of the full network makes, in the order of training.py: a layer's activations are those that the
 * engine keeps for its gradients.
 */
final class ActivationBytes {
    /** From this size on the C library maps an array for itself: what the launcher sets, and the most that glibc allows. */
    private static final long MAPPED_FROM = 32L << 20;

    private final LlamaConfig config;
    private final TrainingSize size;
    private final long e;
    private final long hidden;
    private final long queries;
    private final long keys;
    private final long neurons;

    ActivationBytes(LlamaConfig config, TrainingSize size) {
        this.config = config;
        this.size = size;
        this.e = size.compute().bytes();
        this.hidden = config.hiddenSize();
        this.queries = (long) config.heads() * config.headDim();
        this.keys = (long) config.kvHeads() * config.headDim();
        this.neurons = config.intermediateSize();
    }

    /** Of all layers: what enters each, and what lies within each (kept) or within one of them. */
    long layers(boolean keeps) {
        long within = size.tokens() * layer();
        return config.layers() * size.tokens() * e * hidden + (keeps ? config.layers() * within : within);
    }

    /** Within one layer, for one token. */
    private long layer() {
        boolean grouped = config.heads() != config.kvHeads();
        // On a CPU attention itself works in float32; its output is there a second time, as computed with.
        boolean widened = wide() && !size.gpu();
        long mixed = 2 * queries + 2 * (grouped ? queries : keys);
        long attention = (widened ? Dtype.FLOAT32.bytes() * mixed + e * queries : e * mixed)
                + (long) Dtype.FLOAT32.bytes() * config.heads();
        long feedForward = e * 4 * neurons;
        return 2 * norm()
                + (wide() ? 0 : e * hidden)
                + attention
                + feedForward
                + e * AdapterSizes.PROJECTIONS * size.rank();
    }

    /**
     * A norm of one token: its input in float32 (beside the input itself, unless that is float32), the scale, the normed
     * values where the norm's weight is trained, and the result.
     */
    private long norm() {
        long cast = wide() ? Dtype.FLOAT32.bytes() * hidden : 0;
        long normed = size.rank() == 0 ? e * hidden : 0;
        return cast + Dtype.FLOAT32.bytes() + normed + e * hidden;
    }

    /**
     * Gaps in the C library's heap. glibc before 2.38 can't use what an aligned array left behind for another of the same
     * size (its bug 14581), so each temporary of a forward pass leaves a gap between the activations that stay; two
     * neighbours together serve again. Arrays from {@code MALLOC_MMAP_THRESHOLD_} on leave none. Measured with that at
     * 64 KiB, a step needs what the other lines say and takes twice the time. Where layers are computed again, the gaps of
     * one layer are made twice.
     */
    long gaps(boolean keeps) {
        if (size.gpu()) {
            return 0;
        }
        long single = Dtype.FLOAT32.bytes();
        long narrow = wide() ? 3 : 2;
        long temporaries = (wide() ? 4 : 2) * gap(single * hidden)
                + (size.rank() == 0 ? 0 : 2 * gap(e * hidden))
                + 3 * gap(e * queries)
                + 3 * gap(e * keys)
                + narrow * gap(e * hidden);
        long adapted = size.rank() == 0
                ? 0
                : gap(e * queries) + 2 * gap(e * keys) + 2 * gap(e * hidden) + 2 * gap(e * neurons);
        return (keeps ? config.layers() : 2) * (temporaries + adapted);
    }

    private long gap(long bytesOfToken) {
        long bytes = size.tokens() * bytesOfToken;
        return bytes < MAPPED_FROM ? bytes : 0;
    }

    /** Whether values have to be widened to float32 first. */
    private boolean wide() {
        return size.compute() != Dtype.FLOAT32;
    }

    /** Hidden states at the targets, their gradients, and those of all positions; the teacher's. */
    long targets() {
        return size.tokens() * e * hidden * (size.teacher() ? 6 : 4);
    }

    /** Of a chunk of rows: logits as computed, in float32 as log-probabilities and probabilities, and their gradient. */
    long logits() {
        long numbers = (long) LlamaModel.chunk(config) * config.vocabSize();
        long wideOnes = size.teacher() ? 5 : 2;
        long head = size.rank() == 0 ? e * hidden * config.vocabSize() : 0;
        return numbers * (2 * e + wideOnes * Dtype.FLOAT32.bytes()) + head;
    }

    /** A layer's gradients before they are added up, and those on their way through the feed-forward block. */
    long backward() {
        long parameters = size.rank() == 0
                ? hidden * (2 * queries + 2 * keys + 3 * neurons)
                : AdapterSizes.parameters(config, size.rank()) / config.layers();
        return e * parameters + size.tokens() * e * (3 * neurons + hidden);
    }

    /** The norm and the head that a frozen teacher's hidden states are read by. */
    long frozenHead() {
        return e * hidden * (config.vocabSize() + 1);
    }
}
