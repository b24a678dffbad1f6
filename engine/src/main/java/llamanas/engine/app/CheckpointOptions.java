package llamanas.engine.app;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A checkpoint, and what to compute on, and in. */
final class CheckpointOptions {
    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Hugging Face checkpoint folder.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path model;

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    Path model() {
        return model;
    }

    String dtype() {
        return compute.dtype();
    }

    String device() {
        return compute.device();
    }
}
