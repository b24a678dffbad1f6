package llamanas.engine.app;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What to measure quality on. */
final class TaskOptions {
    @Option(names = "--task", required = true, arity = "1..*", paramLabel = "FILE", description = "Task files.")
    private List<Path> files = List.of();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "0",
            description = "Items or documents of each task at most (default: all).")
    private int limit;

    List<Path> files() {
        return files;
    }

    int limit() {
        return limit;
    }
}
