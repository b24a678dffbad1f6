package llamanas.workers.measure;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import llamanas.protocol.search.SearchSpec;
import llamanas.workers.llama.Arithmetic;
import llamanas.workers.llama.CheckpointIndex;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.Kernels;
import llamanas.workers.llama.LlamaConfig;

/**
 * In which dtype a checkpoint is computed the fastest on a device. Instructions alone do not tell: with AVX-512 alone products of bfloat16
 * take twice as long as those of float32, with AMX a fifth.
 */
public final class FastestDtype {
    /** What another dtype has to gain: with less, the more exact one is worth more. */
    private static final double GAIN = 1.1;

    /** Rows of a product, as a batch of text has. */
    private static final int ROWS = 256;

    /** For one dtype, in s. */
    private static final double TIME = 0.4;

    private static final int MOST_RUNS = 1000;

    private FastestDtype() {}

    /**
     * What a checkpoint is stored and computed in where nobody says otherwise. Takes a second at most, but for the first use of PyTorch.
     *
     * @throws llamanas.protocol.InvalidInputException where its config can't be used
     */
    public static Arithmetic of(CheckpointIndex checkpoint, Device device) {
        Dtype stored = checkpoint.mostlyIn();
        if (!Dtype.BFLOAT16.isMultipliedBy(device)) {
            return Arithmetic.forScores(checkpoint, device, stored);
        }
        boolean fits = stored == Dtype.FLOAT32 || Arithmetic.fits(checkpoint, device);
        boolean faster = !fits || gain(LlamaConfig.read(checkpoint.folder()), device) >= GAIN;
        return new Arithmetic(stored, faster ? Dtype.BFLOAT16 : Dtype.FLOAT32);
    }

    /**
     * Of the checkpoint in a folder, where the label is {@value SearchSpec#AUTO}; else for scores in the dtype of the label.
     *
     * @throws llamanas.protocol.InvalidInputException where the label or the checkpoint can't be used
     */
    public static Arithmetic of(String label, CheckpointIndex checkpoint, Device device) {
        return label.equals(SearchSpec.AUTO)
                ? of(checkpoint, device)
                : Arithmetic.forScores(checkpoint, device, Dtype.parse(label));
    }

    /** How many times as fast the model's largest product of a layer is in bfloat16 as in float32. */
    private static double gain(LlamaConfig config, Device device) {
        try (Kernels kernels = Kernels.load(device)) {
            return seconds(kernels, config, Dtype.FLOAT32) / seconds(kernels, config, Dtype.BFLOAT16);
        }
    }

    private static double seconds(Kernels kernels, LlamaConfig config, Dtype dtype) {
        try (NDManager scope = kernels.newScope()) {
            int hidden = config.shape().hidden();
            int ffn = config.shape().ffn();
            NDArray x = kernels.random(scope, dtype, 1, 1, ROWS, hidden);
            NDArray weight = kernels.random(scope, dtype, 2, ffn, hidden);
            return Timing.medianWithin(
                    TIME, MOST_RUNS, () -> kernels.product(scope, x, weight).close());
        }
    }
}
