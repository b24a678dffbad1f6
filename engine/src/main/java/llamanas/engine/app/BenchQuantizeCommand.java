package llamanas.engine.app;

import llamanas.engine.cli.Console;
import llamanas.protocol.space.QuantizedSize;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llama-nas bench quantize}. */
@Command(
        name = "quantize",
        description =
                "Products as decoding makes them, with weights as loaded, in int8 and in int4, beside what the memory"
                        + " gives.",
        footer = {
            "",
            "Examples:",
            "  llama-nas bench quantize --dtype bfloat16",
            "  llama-nas bench quantize --dtype bfloat16 --batch 4 --group 128",
            "  llama-nas bench quantize --shape config/demo/model --dtype bfloat16 --json"
        })
final class BenchQuantizeCommand extends ComputingCommand {
    @Option(
            names = "--shape",
            paramLabel = "SHAPE",
            defaultValue = "llama-2-7b",
            description = "llama-2-7b, or a checkpoint folder: whose matrices (default: ${DEFAULT-VALUE}).")
    private String shape = "llama-2-7b";

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "1",
            description = "Sequences that are decoded at once (default: ${DEFAULT-VALUE}).")
    private int batch = 1;

    @Option(
            names = "--group",
            paramLabel = "N",
            defaultValue = "" + QuantizedSize.GROUP,
            description = "Weights of an int4 group: 32, 64, 128 or 256 (default: ${DEFAULT-VALUE}).")
    private int group = QuantizedSize.GROUP;

    @Option(
            names = "--megabytes",
            paramLabel = "MB",
            defaultValue = "1024",
            description =
                    "Memory that copies of a matrix take, for each number of bits, so that caches hold none of them"
                            + " (default: ${DEFAULT-VALUE}).")
    private int megabytes = 1024;

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    void run(Console console) {
        BenchQuantizeRun.Request request = new BenchQuantizeRun.Request(shape, batch, group, megabytes);
        new BenchQuantizeRun(console, compute.dtype(), compute.device()).run(request, json);
    }
}
