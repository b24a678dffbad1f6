package llamanas.engine.app;

import java.nio.file.Files;
import java.nio.file.Path;
import llamanas.engine.cli.Console;
import llamanas.engine.store.ResultFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llama-nas quantize-front}. */
@Command(
        name = "quantize-front",
        description = {
            "Quantize every member of a finished search's front and measure it again: what the paper does after its"
                    + " search.",
            "The decoder's matrices get the bits, by packed kernels; embedding, norms and output projection stay as"
                    + " loaded. The figures go to front-int8.json or front-int4.json beside front.json."
        },
        footer = {
            "",
            "Examples:",
            "  llama-nas quantize-front demo-s1-n100 --bits 8",
            "  llama-nas quantize-front llama-nas-data/searches/demo-s1-n100 --bits 4 --json"
        })
final class QuantizeFrontCommand extends ComputingCommand {
    @Parameters(
            paramLabel = "ID",
            description = "A finished search of this folder's llama-nas-data, or the folder of its results.")
    private String search = "";

    @Option(names = "--bits", required = true, paramLabel = "BITS", description = "8 or 4.")
    private int bits;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "llama-nas-data",
            description = "Data folder of the coordinator (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path data;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            description = "cpu or gpu:N (default: ${DEFAULT-VALUE}).")
    private String device = "cpu";

    @Option(names = "--json", description = "Print the members as JSON.")
    private boolean json;

    @Override
    void run(Console console) {
        Path named = Path.of(search);
        Path folder = Files.isDirectory(named) ? named : new ResultFiles(data).folder(search);
        new QuantizeFrontRun(console, folder, device).run(bits, json);
    }
}
