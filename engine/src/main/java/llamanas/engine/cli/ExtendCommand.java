package llamanas.engine.cli;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import llamanas.protocol.api.ExtendRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code llama-nas search extend}: more evaluations. */
@Command(
        name = "extend",
        description = {
            "Give a search more evaluations. One that is finished goes on where it ended, and writes its results anew;"
                    + " a cancelled one can't be extended."
        },
        footer = {
            "",
            "Examples:",
            "  llama-nas search extend my-search-1a2b3c --evaluations 50",
            "  llama-nas search extend my-search-1a2b3c --evaluations 50 --request nightly-1"
        })
final class ExtendCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Mixin
    private SearchId search = new SearchId();

    @Option(names = "--evaluations", paramLabel = "N", required = true, description = "How many more.")
    private int evaluations;

    @Option(
            names = "--request",
            paramLabel = "NAME",
            description = "Name of this request: sent again under the same name, it counts once (default: a new one).")
    private Optional<String> request = Optional.empty();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        String name = request.orElseGet(() -> UUID.randomUUID().toString());
        Console.of(command)
                .print(output.render(connection.client().extend(search.id(), new ExtendRequest(name, evaluations))));
        return 0;
    }
}
