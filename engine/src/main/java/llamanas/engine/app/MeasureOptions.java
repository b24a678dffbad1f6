package llamanas.engine.app;

import java.util.List;
import llamanas.protocol.search.DeploymentSpec;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a model is used while it is measured, and how exactly it is measured. */
final class MeasureOptions {
    @Mixin
    private final DeploymentOptions deployment = new DeploymentOptions();

    @Option(
            names = "--bits",
            paramLabel = "BITS",
            split = ",",
            description = "Measure it with weights of 8 or 4 bits as well, in turns: 8, 4 or 8,4.")
    private List<Integer> bits = List.of();

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
        return new MeasureRequest(
                deployment.deployment(DeploymentSpec.Latency.MEASURED),
                deployment.threads(),
                bits,
                tolerance,
                repetitions,
                seconds,
                energy,
                json);
    }
}
