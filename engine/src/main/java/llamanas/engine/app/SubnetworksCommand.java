package llamanas.engine.app;

import java.nio.file.Path;
import java.util.Optional;
import llamanas.engine.cli.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llama-nas bench subnetworks}. */
@Command(
        name = "subnetworks",
        description = {
            "How good the sub-networks of a checkpoint are: means over random ones in three bands of size (share of the"
                    + " decoder's parameters), beside the full network.",
            "Genomes follow from space, seed, and the order in which layers go. Give --order-of to take the very same"
                    + " sub-networks of several checkpoints."
        },
        footer = {
            "",
            "Examples (a checkpoint before and after its preparation):",
            "  llama-nas bench subnetworks --model raw --space spec.conf --task a.txt b.jsonl",
            "  llama-nas bench subnetworks --model raw --space spec.conf --task a.txt b.jsonl --order-of prepared",
            "  llama-nas bench subnetworks --model prepared --space spec.conf --task a.txt b.jsonl"
        })
final class SubnetworksCommand extends ComputingCommand {
    @Mixin
    private final CheckpointOptions checkpoint = new CheckpointOptions();

    @Option(names = "--space", required = true, paramLabel = "SPEC.conf", description = "File with a section space.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path space;

    @Option(
            names = "--order-of",
            paramLabel = "DIR",
            description =
                    "Prepared model whose order of layers is used (default: the model's own, or else by importance).")
    private Optional<Path> orderOf = Optional.empty();

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "60",
            description = "Sub-networks, a multiple of 3 (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private final TaskOptions tasks = new TaskOptions();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    void run(Console console) {
        new SubnetworksRun(console, checkpoint.model(), checkpoint.dtype(), checkpoint.device())
                .run(space, orderOf, count, seed, tasks.files(), tasks.limit(), json);
    }
}
