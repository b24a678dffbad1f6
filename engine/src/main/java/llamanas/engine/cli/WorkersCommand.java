package llamanas.engine.cli;

import java.util.List;
import java.util.concurrent.Callable;
import llamanas.protocol.api.WorkerRow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code llama-nas workers}. */
@Command(
        name = "workers",
        description = "List the workers that have joined the coordinator.",
        footer = {"", "Example:", "  llama-nas workers --url http://10.0.0.5:7460"})
@Runs(Runs.Kind.CLIENT)
public final class WorkersCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        List<WorkerRow> workers = connection.client().workers();
        Console.of(command)
                .print(output.render(workers, () -> Statuses.workers(workers), () -> Statuses.workersText(workers)));
        return 0;
    }
}
