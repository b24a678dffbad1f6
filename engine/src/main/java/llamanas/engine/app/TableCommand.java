package llamanas.engine.app;

import java.nio.file.Path;
import llamanas.engine.cli.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llama-nas bench table}. */
@Command(
        name = "table",
        description = {
            "Measure every sub-network of a small space, for planning and for comparing strategies without a model:"
                    + " bench strategies, and stand-in { table = FILE } in a search spec.",
            "The table is CSV in the format of evaluations.csv; the space that its genes belong to stands beside it,"
                    + " in a file with the ending .json. Killed at any moment, the same command goes on where it was."
        },
        footer = {
            "",
            "Examples:",
            "  llama-nas bench table --model prepared --space config/presets/demo-table-space.conf \\",
            "    --task config/demo/tasks/stories-search.txt --limit 4 --out table.csv",
            "  llama-nas bench strategies --table table.csv"
        })
final class TableCommand extends ComputingCommand {
    @Mixin
    private final CheckpointOptions checkpoint = new CheckpointOptions();

    @Option(names = "--space", required = true, paramLabel = "SPEC.conf", description = "File with a section space.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path space;

    @Mixin
    private final TaskOptions tasks = new TaskOptions();

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The table; rows are added to it.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads of one operation on a CPU (default: all cores).")
    private int threads;

    @Option(
            names = "--blocks",
            description = "Also write what each row adds up from, block of data by block, beside the table: for bench"
                    + " fidelity.")
    private boolean blocks;

    @Override
    void run(Console console) {
        new TableRun(console, checkpoint, threads, blocks).run(space, tasks, out);
    }
}
