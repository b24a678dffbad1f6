package llamanas.engine.app;

import java.nio.file.Path;
import llamanas.engine.cli.Console;
import llamanas.protocol.search.DeploymentSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llama-nas measure-device}. */
@Command(
        name = "measure-device",
        description = {
            "Fit models of this device to a model's sub-networks, and say how far to believe each: a roofline, a table of what"
                    + " each kind of block takes, and the table with a learned correction.",
            "Each is judged by random sub-networks that it was not fitted to, which are run from end to end: MAPE, Kendall's"
                    + " tau, and the bias (mean signed error; of the table, what adding up blocks gets wrong).",
            "A search does the same by itself where its spec has deployment { latency = roofline | table | learned }."
        },
        footer = {
            "",
            "Examples:",
            "  llama-nas measure-device --model config/demo/model --space config/presets/demo-space.conf",
            "  llama-nas measure-device --model DIR --space spec.conf --dtype bfloat16 --batch 4 --prompt 512 --json"
        })
final class MeasureDeviceCommand extends ComputingCommand {
    @Mixin
    private final CheckpointOptions checkpoint = new CheckpointOptions();

    @Mixin
    private final DeploymentOptions deployment = new DeploymentOptions();

    @Option(
            names = "--space",
            required = true,
            paramLabel = "SPEC.conf",
            description = "File with a section space: the kinds of blocks to know.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path space;

    @Option(
            names = "--holdout",
            paramLabel = "N",
            defaultValue = "40",
            description = "Random sub-networks to judge by (default: ${DEFAULT-VALUE}).")
    private int holdout = 40;

    @Option(
            names = "--sweeps",
            paramLabel = "N",
            defaultValue = "5",
            description = "How often all are measured, in another order each time (default: ${DEFAULT-VALUE}).")
    private int sweeps = 5;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    void run(Console console) {
        Flags.positive("--sweeps", sweeps);
        Flags.positive("--holdout", holdout);
        new MeasureDeviceRun(
                        console, checkpoint, deployment.deployment(DeploymentSpec.Latency.TABLE), deployment.threads())
                .run(space, sweeps, holdout, seed, json);
    }
}
