package llamanas.engine.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import llamanas.config.SubnetworkReader;
import llamanas.engine.output.Candidates;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.api.Injection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code llama-nas search inject}: a candidate by hand. */
@Command(
        name = "inject",
        description = {
            "Have a running search measure a sub-network of yours, which the strategy then learns from. It takes one evaluation"
                    + " of the budget. One that the search has already is shown as it stands."
        },
        footer = {
            "",
            "Example:",
            "  llama-nas search inject my-search-1a2b3c --subnet mine.json",
            "",
            "The file is as for 'evaluate --subnet'."
        })
final class InjectCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Mixin
    private SearchId search = new SearchId();

    @Option(names = "--subnet", paramLabel = "FILE", required = true, description = "The sub-network as JSON.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path subnet;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        Injection injection = connection.client().inject(search.id(), subnet.toString(), SubnetworkReader.text(subnet));
        Console console = Console.of(command);
        List<CandidateRow> rows = List.of(injection.candidate());
        console.print(output.render(rows, () -> Candidates.all(rows), () -> Candidates.brief(rows, List.of())
                .toText()));
        console.say(
                injection.added()
                        ? "it is candidate " + injection.candidate().candidate() + " now, and waits for a worker"
                        : "the search has it already");
        return 0;
    }
}
