package llamanas.engine.app;

import java.nio.file.Path;
import java.util.Optional;
import llamanas.engine.cli.Console;
import llamanas.protocol.search.PrepareSpec;
import llamanas.protocol.search.TrainSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code llama-nas prepare}. */
@Command(
        name = "prepare",
        description = {
            "Turn a checkpoint into a super-network, once: neurons, heads and layers in the order of their importance, and,"
                    + " with --train, one fine-tuning that makes all sub-networks good.",
            "The result is an ordinary Hugging Face folder with a manifest, llama-nas.json. Killed and started again, the"
                    + " same command goes on where it was."
        },
        footer = {
            "",
            "Examples:",
            "  llama-nas prepare --model DIR --out DIR-ordered --calibration text.txt",
            "  llama-nas prepare --model config/demo/model --out prepared --train config/presets/demo-train.conf"
        })
final class PrepareCommand extends ComputingCommand {
    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Hugging Face checkpoint folder.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path model;

    @Option(
            names = "--dtype",
            paramLabel = "DTYPE",
            defaultValue = TrainSpec.AUTO,
            description = {
                "float32, bfloat16 or auto: bfloat16 for a checkpoint that is stored in it, on a device that has instructions"
                        + " for it, else float32 (default: ${DEFAULT-VALUE}).",
                "With --train the file says it."
            })
    private String dtype = TrainSpec.AUTO;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            description = "cpu or gpu:N (default: ${DEFAULT-VALUE}).")
    private String device = "cpu";

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the result; a new one.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(
            names = "--calibration",
            paramLabel = "FILE",
            description = "Text to measure importance on (default: text that the model writes).")
    private Optional<Path> calibration = Optional.empty();

    @Option(names = "--train", paramLabel = "SPEC", description = "Fine-tune as this file says (default: order only).")
    private Optional<Path> train = Optional.empty();

    @Option(
            names = "--score",
            paramLabel = "SCORE",
            defaultValue = PrepareSpec.ACTIVATION,
            description = "Of neurons: activation, wanda or magnitude (default: ${DEFAULT-VALUE}).")
    private String score = PrepareSpec.ACTIVATION;

    @Option(
            names = "--layers",
            paramLabel = "ORDER",
            defaultValue = PrepareSpec.GREEDY,
            description = "Of layers: greedy (least harm) or influence (default: ${DEFAULT-VALUE}).")
    private String layers = PrepareSpec.GREEDY;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    void run(Console console) {
        new PrepareRun(console, model, out, dtype, device).run(calibration, train, score, layers, json);
    }
}
