package llamanas.engine.app;

import java.nio.file.Path;
import java.util.Optional;
import llamanas.engine.cli.Console;
import llamanas.protocol.search.TaskSpec;
import llamanas.workers.llama.NonFinite;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llama-nas evaluate}. */
@Command(
        name = "evaluate",
        defaultValueProvider = FastestByDefault.class,
        description = {
            "Measure one sub-network of a checkpoint on task files.",
            "A .jsonl file is multiple choice (query, choices, gold), anything else is text with documents between"
                    + " lines <|endoftext|>."
        },
        footer = {
            "",
            "Examples:",
            "  llama-nas evaluate --model config/demo/model --task config/demo/tasks/stories-report.txt",
            "  llama-nas evaluate --model DIR --task a.txt b.jsonl --subnet subnet.json --limit 200 --json"
        })
final class EvaluateCommand extends ComputingCommand {
    @Mixin
    private final CheckpointOptions checkpoint = new CheckpointOptions();

    @Mixin
    private final TaskOptions tasks = new TaskOptions();

    @Option(names = "--subnet", paramLabel = "FILE", description = "Sub-network as JSON (default: the full network).")
    private Optional<Path> subnet = Optional.empty();

    @Option(
            names = "--target-delimiter",
            paramLabel = "TEXT",
            defaultValue = TaskSpec.DELIMITER,
            description = "What stands between a question and each of its choices (default: one space).")
    private String delimiter = TaskSpec.DELIMITER;

    @Option(names = "--allow-nonfinite", description = "Open a checkpoint with NaN or infinite weights all the same.")
    private boolean allowNonFinite;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    void run(Console console) {
        new EvaluateRun(console, checkpoint.model(), checkpoint.dtype(), checkpoint.device())
                .run(
                        new EvaluateRun.Request(
                                tasks.files(),
                                subnet,
                                tasks.limit(),
                                delimiter,
                                allowNonFinite ? NonFinite.ALLOW : NonFinite.REFUSE),
                        json);
    }
}
