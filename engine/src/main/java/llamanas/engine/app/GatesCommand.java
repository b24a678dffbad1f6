package llamanas.engine.app;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import llamanas.engine.cli.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llama-nas gates}. */
@Command(
        name = "gates",
        description = {
            "Train relaxed gates over the choices of a space, with the weights of the model frozen: how probable each choice is,"
                    + " for several weights of size against task loss.",
            "A search with strategy.name = gradient does this by itself; this command is for looking at them, and for"
                    + " bench strategies --gates."
        },
        footer = {
            "",
            "Examples:",
            "  llama-nas gates --model DIR --task text.txt --space SPEC.conf --out gates.json",
            "  llama-nas gates --model DIR --task text.txt --space SPEC.conf --out gates.json --set sweep=20 --set gate-steps=50",
            "  llama-nas bench strategies --table table.csv --strategies gradient,random --gates gates.json"
        })
final class GatesCommand extends ComputingCommand {
    @Mixin
    private final CheckpointOptions checkpoint = new CheckpointOptions();

    @Option(names = "--space", required = true, paramLabel = "SPEC.conf", description = "File with a section space.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path space;

    @Option(names = "--task", required = true, paramLabel = "FILE", description = "Text to train them on.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path task;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "File for the gates, JSON; a new one.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "An option of the strategy, as below strategy in a search spec: sweep=20.")
    private Map<String, String> settings = new TreeMap<>();

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--json", description = "Print the gates as one JSON object.")
    private boolean json;

    @Override
    void run(Console console) {
        new GatesRun(console, checkpoint, space, task, out).run(settings, seed, json);
    }
}
