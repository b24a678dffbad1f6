package llamanas.engine.app;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import llamanas.engine.cli.Console;
import llamanas.engine.cli.Runs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code llama-nas node}. */
@Command(
        name = "node",
        description = "Run a node of the cluster until it is told to stop (Ctrl-C or SIGTERM).",
        footer = {
            "",
            "Examples:",
            "  llama-nas node --role all",
            "  llama-nas node --role coordinator --port 25520 --data /srv/llama-nas",
            "  llama-nas node --role worker --join 127.0.0.1:25520 --device gpu:0"
        })
@Runs(Runs.Kind.COMPUTING)
final class RunNodeCommand implements Callable<Integer> {
    private final Parts parts;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Option(
            names = "--role",
            required = true,
            paramLabel = "ROLE",
            description = "What the node does: all, coordinator or worker.")
    private NodeRole role = NodeRole.ALL;

    @Option(names = "--device", paramLabel = "DEVICE", description = "Where the worker computes: cpu or gpu:N.")
    private Optional<String> device = Optional.empty();

    @Option(names = "--slots", paramLabel = "N", description = "Evaluations at once, all on the same weights.")
    private Optional<Integer> slots = Optional.empty();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of one evaluation on a CPU; 0 for cores divided by slots.")
    private Optional<Integer> threads = Optional.empty();

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the cluster; 0 picks a free one.")
    private Optional<Integer> port = Optional.empty();

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "Port of the API of a coordinator; 0 picks a free one.")
    private Optional<Integer> httpPort = Optional.empty();

    @Option(names = "--join", paramLabel = "HOST:PORT", description = "Cluster address of the coordinator's node.")
    private Optional<String> join = Optional.empty();

    @Option(names = "--config", paramLabel = "FILE", description = "Settings that differ from the defaults, in HOCON.")
    private Optional<Path> config = Optional.empty();

    @Option(names = "--data", paramLabel = "DIR", description = "Folder for journal, results and logs.")
    private Optional<Path> data = Optional.empty();

    RunNodeCommand(Parts parts) {
        this.parts = parts;
    }

    @Override
    public Integer call() {
        NodeFlags flags = new NodeFlags(
                config, data, device, number(slots), number(threads), number(port), number(httpPort), join);
        return new ServeRun(parts, Console.of(command)).run(flags, role);
    }

    private static OptionalInt number(Optional<Integer> value) {
        return value.map(OptionalInt::of).orElse(OptionalInt.empty());
    }
}
