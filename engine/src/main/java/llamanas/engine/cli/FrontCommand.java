package llamanas.engine.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import llamanas.engine.output.Candidates;
import llamanas.engine.output.FrontView;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.SearchStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code llama-nas search front}: the front of a search, or another one of what it has measured. */
@Command(
        name = "front",
        description = {
            "Print the Pareto front of what is measured so far.",
            "With other objectives or bounds, what is measured answers: nothing is evaluated for it. Metrics are all that"
                    + " 'search candidates' shows; numbers may be written 3.3M."
        },
        footer = {
            "",
            "Examples:",
            "  llama-nas search front my-search-1a2b3c --format csv > front.csv",
            "  llama-nas search front my-search-1a2b3c --objectives last-word.acc,flops --max parameters=4M",
            "  llama-nas search front my-search-1a2b3c --best stories.nats_per_token \\",
            "      --min parameters=3.0M --max parameters=3.3M"
        })
final class FrontCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Mixin
    private SearchId search = new SearchId();

    @Option(
            names = "--objectives",
            paramLabel = "METRIC,..",
            description = "Metrics to improve (default: the search's).")
    private Optional<String> objectives = Optional.empty();

    @Option(
            names = "--best",
            paramLabel = "METRIC",
            description = "The one candidate that is best in this metric, in place of a front.")
    private Optional<String> best = Optional.empty();

    @Option(names = "--min", paramLabel = "METRIC=NUMBER", description = "A lower bound; may be given several times.")
    private List<String> minimum = List.of();

    @Option(names = "--max", paramLabel = "METRIC=NUMBER", description = "An upper bound; may be given several times.")
    private List<String> maximum = List.of();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        CoordinatorClient client = connection.client();
        Map<String, List<String>> query = query();
        Console.of(command).print(query.isEmpty() ? own(client, search.id(), output) : other(client, query));
        return 0;
    }

    private Map<String, List<String>> query() {
        Map<String, List<String>> query = new LinkedHashMap<>();
        query.put("objectives", objectives.stream().toList());
        query.put("best", best.stream().toList());
        query.put("min", minimum);
        query.put("max", maximum);
        query.values().removeIf(List::isEmpty);
        return query;
    }

    /** The front of the search itself, as it is printed. */
    static String own(CoordinatorClient client, String id, OutputOptions output) {
        List<FrontMember> front = client.front(id);
        return output.render(front, () -> Candidates.front(front, client.candidates(id)), () -> {
            SearchStatus status = client.status(id);
            return FrontView.text(front, client.candidates(id), status.objectives()) + Statuses.misses(status);
        });
    }

    private String other(CoordinatorClient client, Map<String, List<String>> query) {
        List<FrontMember> front = client.front(search.id(), query);
        List<CandidateRow> candidates = client.candidates(search.id());
        return output.render(
                front,
                () -> Candidates.front(front, candidates),
                () -> front.isEmpty()
                        ? "no measured candidate lies within these bounds; 'search candidates' shows them all\n"
                        : FrontView.text(front, candidates, asked(client)));
    }

    /** What is asked for, as far as it is, else the objectives of the search; and what is bounded. */
    private List<String> asked(CoordinatorClient client) {
        Stream<String> named =
                Stream.concat(best.stream(), objectives.stream().flatMap(names -> Stream.of(names.split(",", -1))));
        Stream<String> own = objectives.isPresent() ? Stream.empty() : client.status(search.id()).objectives().stream();
        Stream<String> bounded =
                Stream.concat(minimum.stream(), maximum.stream()).map(bound -> bound.replaceFirst("=.*", ""));
        return Stream.of(named, own, bounded)
                .flatMap(Function.identity())
                .map(String::strip)
                .distinct()
                .toList();
    }
}
