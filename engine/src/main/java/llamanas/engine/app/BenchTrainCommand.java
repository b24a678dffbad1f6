package llamanas.engine.app;

import llamanas.engine.cli.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llama-nas bench train}. */
@Command(
        name = "train",
        description = "The training step of the full network: its speed, and its memory beside the plan.",
        footer = {
            "",
            "Examples:",
            "  llama-nas bench train --shape config/demo/model --batch 8 --block 256 --dtype bfloat16",
            "  llama-nas bench train --shape config/demo/model --mode lora --rank 8 --checkpointing on",
            "  llama-nas bench train --shape llama-2-7b --layers 2 --batch 1 --block 512 --dtype bfloat16"
        })
final class BenchTrainCommand extends ComputingCommand {
    @Option(
            names = "--shape",
            paramLabel = "SHAPE",
            defaultValue = "llama-2-7b",
            description = "llama-2-7b with made-up weights, or a checkpoint folder (default: ${DEFAULT-VALUE}).")
    private String shape = "llama-2-7b";

    @Option(
            names = "--layers",
            paramLabel = "N",
            defaultValue = "2",
            description = "Layers of a made-up model (default: ${DEFAULT-VALUE}).")
    private int layers = 2;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "8",
            description = "Sequences of a pass (default: ${DEFAULT-VALUE}).")
    private int batch = 8;

    @Option(
            names = "--block",
            paramLabel = "T",
            defaultValue = "256",
            description = "Tokens of a sequence (default: ${DEFAULT-VALUE}).")
    private int block = 256;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "full",
            description = "full: all weights; lora: low-rank adapters (default: ${DEFAULT-VALUE}).")
    private String mode = "full";

    @Option(
            names = "--rank",
            paramLabel = "R",
            defaultValue = "16",
            description = "Rank of the adapters (default: ${DEFAULT-VALUE}).")
    private int rank = 16;

    @Option(
            names = "--checkpointing",
            paramLabel = "WHEN",
            defaultValue = "auto",
            description =
                    "on: activations are computed again in the backward pass; off: kept; auto: kept where they fit"
                            + " (default: ${DEFAULT-VALUE}).")
    private String checkpointing = "auto";

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "5",
            description = "Steps timed, after one to warm up (default: ${DEFAULT-VALUE}).")
    private int steps = 5;

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    void run(Console console) {
        BenchTrainRun.Request request =
                new BenchTrainRun.Request(shape, layers, batch, block, mode, rank, checkpointing, steps);
        new BenchTrainRun(console, compute.dtype(), compute.device()).train(request, json);
    }
}
