package llamanas.engine.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import llamanas.config.RecoverySpec;
import llamanas.engine.cli.Console;
import llamanas.protocol.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llama-nas baseline}. */
@Command(
        name = "baseline",
        description = {
            "Prune a checkpoint as one would without a search, and measure what is left by the same code.",
            "magnitude and wanda: feed-forward neurons, the same width in all layers. shortgpt: whole layers by block"
                    + " influence. A size is a share of the decoder's parameters (all but embedding, final norm and output"
                    + " projection); each network is the largest of at most that size."
        },
        footer = {
            "",
            "Examples:",
            "  llama-nas baseline --model DIR --calibration c4.txt --sizes 0.9,0.75,0.6 --task a.txt b.jsonl",
            "  llama-nas baseline --model DIR --calibration c4.txt --sizes 0.75 --task a.txt --methods wanda \\",
            "    --recover-steps 200 --data corpus.txt"
        })
final class BaselineCommand extends ComputingCommand {
    @Mixin
    private final CheckpointOptions checkpoint = new CheckpointOptions();

    @Option(names = "--calibration", required = true, paramLabel = "FILE", description = "Text to rank by.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path calibration;

    @Option(
            names = "--sizes",
            required = true,
            split = ",",
            paramLabel = "SHARE",
            description = "Below 1, as 0.9,0.75.")
    private List<Double> sizes = List.of();

    @Mixin
    private final TaskOptions tasks = new TaskOptions();

    @Option(
            names = "--methods",
            split = ",",
            paramLabel = "METHOD",
            defaultValue = "magnitude,wanda,shortgpt",
            description = "Some of ${DEFAULT-VALUE} (default: all).")
    private List<String> methods = List.of();

    @Option(
            names = "--recover-steps",
            paramLabel = "N",
            defaultValue = "0",
            description = "Steps of distillation from the full network that each gets (default: none).")
    private int recoverSteps;

    @Mixin
    private final RecoveryOptions recovery = new RecoveryOptions();

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Folder for copies of the model, which are removed (default: the system's temporary folder).")
    private Optional<Path> work = Optional.empty();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    void run(Console console) {
        if (recoverSteps < 0) {
            throw new InvalidInputException(
                    "--recover-steps " + recoverSteps + " is negative; expected 0 (none) or more");
        }
        Optional<RecoverySpec> spec = recoverSteps == 0
                ? Optional.empty()
                : Optional.of(recovery.read(OptionalInt.of(recoverSteps), checkpoint.dtype()));
        Path folder = work.orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
        new BaselineRun(console, checkpoint.model(), checkpoint.dtype(), checkpoint.device(), folder)
                .run(calibration, sizes, methods, spec, tasks.files(), tasks.limit(), json);
    }
}
