package llamanas.workers.llama;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** Shapes of well-known models, for benchmarks and made-up checkpoints. */
public final class ModelPresets {
    public static final String LLAMA_2_7B = "llama-2-7b";

    private ModelPresets() {}

    /**
     * LLaMA-2-7B with so many of its 32 layers.
     *
     * @param layers 1 or more
     */
    public static LlamaConfig llama2With7B(int layers) {
        return new LlamaConfig(
                Path.of(LLAMA_2_7B),
                4096,
                11008,
                layers,
                32,
                32,
                128,
                32000,
                4096,
                1e-5,
                false,
                false,
                false,
                OptionalInt.of(1),
                List.of(2),
                new LlamaConfig.Rope(10_000, new LlamaConfig.Unscaled()),
                Dtype.BFLOAT16.label(),
                List.of());
    }
}
