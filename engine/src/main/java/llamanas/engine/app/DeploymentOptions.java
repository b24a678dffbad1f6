package llamanas.engine.app;

import llamanas.protocol.search.DeploymentSpec;
import picocli.CommandLine.Option;

/** How a model is used while it is measured. */
final class DeploymentOptions {
    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "1",
            description = "Sequences at once (default: ${DEFAULT-VALUE}).")
    private int batch = 1;

    @Option(
            names = "--prompt",
            paramLabel = "TOKENS",
            defaultValue = "128",
            description = "Tokens of each prompt (default: ${DEFAULT-VALUE}).")
    private int prompt = 128;

    @Option(
            names = "--generate",
            paramLabel = "TOKENS",
            defaultValue = "32",
            description = "Tokens decoded behind each prompt (default: ${DEFAULT-VALUE}).")
    private int generate = 32;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads of one operation, on a CPU; 0 = all cores (default: ${DEFAULT-VALUE}).")
    private int threads;

    /** @throws llamanas.protocol.InvalidInputException where it can't be */
    DeploymentSpec deployment(DeploymentSpec.Latency latency) {
        Flags.positive("--batch", batch);
        Flags.positive("--prompt", prompt);
        Flags.positive("--generate", generate);
        return new DeploymentSpec(batch, prompt, generate, latency, DeploymentSpec.WithoutKernel.REFUSE);
    }

    /**
     * Threads of one operation, all cores where nothing is said.
     *
     * @throws llamanas.protocol.InvalidInputException where it can't be
     */
    int threads() {
        Flags.refuseUnless(threads >= 0, "--threads " + threads, "0 for all cores, or more");
        return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    }
}
