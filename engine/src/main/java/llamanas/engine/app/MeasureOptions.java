package llamanas.engine.app;

import picocli.CommandLine.Option;

/** How a model is used while it is measured, and how exactly it is measured. */
final class MeasureOptions {
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

    @Option(
            names = "--tolerance",
            paramLabel = "PERCENT",
            defaultValue = "2",
            description =
                    "Repeated until the 95 %% interval of each median is within +- so much (default: ${DEFAULT-VALUE}).")
    private double tolerance = 2;

    @Option(
            names = "--repetitions",
            paramLabel = "N",
            defaultValue = "200",
            description = "But not more often than this (default: ${DEFAULT-VALUE}).")
    private int repetitions = 200;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "120",
            description = "And not for longer than this (default: ${DEFAULT-VALUE}).")
    private double seconds = 120;

    @Option(
            names = "--energy",
            description = "Refuse to measure where the host counts no energy (default: say so and go on).")
    private boolean energy;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    MeasureRequest request() {
        return new MeasureRequest(batch, prompt, generate, threads, tolerance, repetitions, seconds, energy, json);
    }
}
