package llamanas.engine.app;

import java.nio.file.Path;
import java.util.Optional;
import llamanas.engine.cli.Console;
import llamanas.engine.cli.Runs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code llama-nas bench}. */
@Command(
        name = "bench",
        description = "Measure this machine: every figure beside the machine's own limit from the same run.",
        subcommands = {
            BenchCommand.Evaluate.class,
            BenchDecodeCommand.class,
            BenchTrainCommand.class,
            BenchQuantizeCommand.class,
            BitsCommand.class,
            SubnetworksCommand.class,
            ScaleCommand.class,
            TableCommand.class,
            FidelityCommand.class,
            ProxiesCommand.class,
            StrategiesCommand.class,
            ExternalCommand.class,
            BenchCommand.MakeCheckpoint.class
        },
        synopsisSubcommandLabel = "COMMAND")
@Runs(Runs.Kind.COMPUTING)
final class BenchCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "which benchmark? For example: ./llama-nas bench evaluate");
    }

    /** {@code llama-nas bench evaluate}. */
    @Command(
            name = "evaluate",
            description = "The forward pass against the matrix product peak, and the cost of switching sub-networks.",
            footer = {
                "",
                "Examples:",
                "  llama-nas bench evaluate --shape llama-2-7b --layers 4 --tokens 512 --dtype bfloat16",
                "  llama-nas bench evaluate --shape config/demo/model --sequences 8 --tokens 256",
                "  llama-nas bench evaluate --shape config/demo/model --task"
                        + " config/demo/tasks/next-sentence-report.jsonl"
            })
    static final class Evaluate extends ComputingCommand {
        @Option(
                names = "--shape",
                paramLabel = "SHAPE",
                defaultValue = "llama-2-7b",
                description = "llama-2-7b with made-up weights, or a checkpoint folder (default: ${DEFAULT-VALUE}).")
        private String shape = "llama-2-7b";

        @Option(
                names = "--layers",
                paramLabel = "N",
                defaultValue = "4",
                description = "Layers of a made-up model (default: ${DEFAULT-VALUE}).")
        private int layers = 4;

        @Option(
                names = "--tokens",
                paramLabel = "T",
                defaultValue = "512",
                description = "Length of a sequence (default: ${DEFAULT-VALUE}).")
        private int tokens = 512;

        @Option(
                names = "--sequences",
                paramLabel = "N",
                defaultValue = "1",
                description = "Sequences of a batch (default: ${DEFAULT-VALUE}).")
        private int sequences = 1;

        @Mixin
        private final ComputeOptions compute = new ComputeOptions();

        @Option(
                names = "--task",
                paramLabel = "FILE",
                description = "Also evaluate this task end to end and say items/s (needs a checkpoint folder).")
        private Optional<Path> task = Optional.empty();

        @Option(
                names = "--subnet",
                paramLabel = "FILE",
                description = "Also time this sub-network, in turns with the full one (needs a checkpoint folder).")
        private Optional<Path> subnet = Optional.empty();

        @Option(names = "--json", description = "Print one JSON object.")
        private boolean json;

        @Override
        void run(Console console) {
            new BenchRun(console, shape, compute.dtype(), compute.device())
                    .evaluate(layers, sequences, tokens, task, subnet, json);
        }
    }

    /** {@code llama-nas bench make-checkpoint}: a made-up LLaMA-2-7B at its real size. */
    @Command(
            name = "make-checkpoint",
            hidden = true,
            description = "Write a LLaMA-2-7B-shaped checkpoint with random bfloat16 weights.")
    static final class MakeCheckpoint extends ComputingCommand {
        @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder, must be empty or new.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private Path out;

        @Option(names = "--layers", paramLabel = "N", defaultValue = "32", description = "Layers (default: 32).")
        private int layers = 32;

        @Option(names = "--shards", paramLabel = "N", defaultValue = "3", description = "Files (default: 3).")
        private int shards = 3;

        @Override
        void run(Console console) {
            BenchRun.makeCheckpoint(console, out, layers, shards);
        }
    }
}
