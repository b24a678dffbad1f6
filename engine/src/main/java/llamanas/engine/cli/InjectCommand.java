package llamanas.engine.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import llamanas.engine.output.Candidates;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Utf8;
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
        Injection injection = connection.client().inject(search.id(), subnet.toString(), json());
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

    private String json() {
        if (!Files.isRegularFile(subnet)) {
            throw new InvalidInputException(subnet + ": no such file; expected a sub-network as JSON");
        }
        try {
            return Utf8.text(Files.readAllBytes(subnet));
        } catch (IOException e) {
            throw new InvalidInputException(subnet + ": can't be read: " + e.getMessage(), e);
        }
    }
}
