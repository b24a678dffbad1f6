package llamanas.engine.app;

import picocli.CommandLine.Option;

/** What a command computes on, and in. {@link FastestByDefault} is for those that look for the fastest dtype. */
final class ComputeOptions {
    @Option(
            names = "--dtype",
            paramLabel = "DTYPE",
            defaultValue = "float32",
            description =
                    "float32 or bfloat16; evaluate and measure take auto as well, the fastest here for the weights as they are"
                            + " stored (default: ${DEFAULT-VALUE}).")
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
