package llamanas.engine.app;

import picocli.CommandLine.Option;

/** What a command computes on, and in. */
final class ComputeOptions {
    @Option(
            names = "--dtype",
            paramLabel = "DTYPE",
            defaultValue = "float32",
            description = "float32 or bfloat16 (default: ${DEFAULT-VALUE}).")
    private String dtype = "float32";

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            description = "cpu or gpu:N (default: ${DEFAULT-VALUE}).")
    private String device = "cpu";

    String dtype() {
        return dtype;
    }

    String device() {
        return device;
    }
}
