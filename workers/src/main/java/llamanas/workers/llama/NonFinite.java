package llamanas.workers.llama;

import ai.djl.ndarray.NDArray;
import llamanas.protocol.InvalidInputException;

/** What becomes of a checkpoint with a weight that is NaN or infinite: whatever it is asked, its answers are none. */
public enum NonFinite {
    /** It is not opened. */
    REFUSE,
    /** It is opened all the same, for those who have to look. */
    ALLOW;

    /**
     * Looks at a tensor once.
     *
     * @throws InvalidInputException that names it
     */
    void check(SafetensorsTensor tensor, NDArray mapped, Kernels kernels) {
        if (this == ALLOW || tensor.elements() == 0) {
            return;
        }
        try (NDArray extremes = kernels.run(mapped.getManager(), "extremes", mapped)) {
            for (float extreme : extremes.toFloatArray()) {
                if (!Float.isFinite(extreme)) {
                    throw new InvalidInputException(tensor.file() + ": tensor " + tensor.name() + ": found " + extreme
                            + " among its weights, expected finite numbers; the checkpoint is damaged, or its training diverged"
                            + " (evaluate --allow-nonfinite opens it all the same)");
                }
            }
        }
    }
}
