package llamanas.engine.app;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import llamanas.config.RecoverySpec;
import llamanas.engine.cli.Console;
import llamanas.protocol.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llama-nas recover}. */
@Command(
        name = "recover",
        description = {
            "Make one sub-network a checkpoint of its own, after a short distillation from the full network.",
            "The result is an ordinary Hugging Face LLaMA. A model has one width: narrower layers are padded with zeros;"
                    + " subnet.json beside it says what is no padding. Cut off, the same command goes on where it was."
        },
        footer = {
            "",
            "Examples:",
            "  llama-nas recover --model DIR --subnet subnet.json --out small",
            "  llama-nas recover --model DIR --subnet subnet.json --out small --data corpus.txt --steps 500",
            "  llama-nas recover --model DIR --subnet subnet.json --out small --steps 0    (extract, no training)",
            "  llama-nas evaluate --model small --subnet small/subnet.json --task a.txt"
        })
final class RecoverCommand extends ComputingCommand {
    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Checkpoint of the full network.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path model;

    @Option(names = "--subnet", required = true, paramLabel = "FILE", description = "Sub-network as JSON.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path subnet;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write; new or empty.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Mixin
    private final RecoveryOptions recovery = new RecoveryOptions();

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Steps of the training; 0 = none (default: those of --train, or 200).")
    private Optional<Integer> steps = Optional.empty();

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    void run(Console console) {
        int given = steps.orElse(1);
        if (given < 0) {
            throw new InvalidInputException("--steps " + given + " is negative; expected 0 (none) or more");
        }
        Optional<RecoverySpec> spec =
                given == 0 ? Optional.empty() : Optional.of(recovery.read(wanted(), compute.dtype()));
        new RecoverRun(console, model, compute.dtype(), compute.device()).run(subnet, out, spec, json);
    }

    private OptionalInt wanted() {
        return steps.map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }
}
