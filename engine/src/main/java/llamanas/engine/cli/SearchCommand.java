package llamanas.engine.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import llamanas.engine.output.Candidates;
import llamanas.engine.output.Predictions;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.api.PredictionRow;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code llama-nas search ..}: one method a subcommand. */
@Command(
        name = "search",
        description = "Start searches, follow them, steer them, and read their results.",
        subcommands = {FrontCommand.class, ExtendCommand.class, InjectCommand.class, ReferenceCommand.class},
        footer = {
            "",
            "Examples:",
            "  llama-nas search start my-search.conf --watch",
            "  llama-nas search list",
            "  llama-nas search front my-search-1a2b3c --format json > front.json",
            "  llama-nas search front my-search-1a2b3c --best stories.nats_per_token --max parameters=3.3M",
            "  llama-nas search extend my-search-1a2b3c --evaluations 50"
        })
@Runs(Runs.Kind.CLIENT)
public final class SearchCommand implements Runnable {
    private final SpecSource specs;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    public SearchCommand(SpecSource specs) {
        this.specs = specs;
    }

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "search needs a subcommand");
    }

    /** Starts a search, or finds it where it is already there. */
    @Command(
            name = "start",
            description = "Start the search that a spec describes; the same spec and id again find the running one.",
            footer = {"", "Example:", "  llama-nas search start my-search.conf --id first-try --watch"})
    int start(
            @Parameters(paramLabel = "SPEC.conf", description = "What to search, in HOCON.") Path spec,
            @Option(
                            names = "--id",
                            paramLabel = "ID",
                            description = "Name of this search (default: the spec's name and a hash of the spec).")
                    Optional<String> id,
            @Option(names = "--watch", description = "Follow it to its end, then print the front.") boolean watch,
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output) {
        SearchSpec what = specs.read(spec);
        CoordinatorClient client = connection.client();
        SearchStatus status = start(client, id.orElseGet(() -> SearchIds.of(what)), what);
        if (watch) {
            return follow(client, status.id(), output);
        }
        Console console = console();
        console.print(output.render(status));
        console.say("follow it with: ./llama-nas search watch " + status.id());
        return 0;
    }

    /** All searches of the coordinator. */
    @Command(name = "list", description = "List the searches of the coordinator.")
    int list(@Mixin ConnectionOptions connection, @Mixin OutputOptions output) {
        List<SearchStatus> searches = connection.client().list();
        console().print(output.render(searches, () -> Statuses.exact(searches), () -> Statuses.overviewText(searches)));
        return 0;
    }

    /** One search. */
    @Command(name = "status", description = "Show how a search stands.")
    int status(@Mixin SearchId search, @Mixin ConnectionOptions connection, @Mixin OutputOptions output) {
        console().print(output.render(connection.client().status(search.id())));
        return 0;
    }

    /** Follows a search. */
    @Command(
            name = "watch",
            description = "Follow a search to its end, then print the front. Ctrl-C leaves it running.")
    int watch(@Mixin SearchId search, @Mixin ConnectionOptions connection, @Mixin OutputOptions output) {
        return follow(connection.client(), search.id(), output);
    }

    /** Stops handing out work. */
    @Command(name = "pause", description = "Hand out no more work; what runs is finished.")
    int pause(@Mixin SearchId search, @Mixin ConnectionOptions connection, @Mixin OutputOptions output) {
        return command(search, "pause", connection, output);
    }

    /** Goes on. */
    @Command(name = "resume", description = "Go on with a paused search.")
    int resume(@Mixin SearchId search, @Mixin ConnectionOptions connection, @Mixin OutputOptions output) {
        return command(search, "resume", connection, output);
    }

    /** Ends a search early. */
    @Command(name = "cancel", description = "End a search for good; what it measured stays.")
    int cancel(@Mixin SearchId search, @Mixin ConnectionOptions connection, @Mixin OutputOptions output) {
        return command(search, "cancel", connection, output);
    }

    /** Everything that was proposed. */
    @Command(name = "candidates", description = "Print every candidate with its genes and measurements.")
    int candidates(@Mixin SearchId search, @Mixin ConnectionOptions connection, @Mixin OutputOptions output) {
        CoordinatorClient client = connection.client();
        List<CandidateRow> rows = client.candidates(search.id());
        console().print(output.render(rows, () -> Candidates.all(rows), () -> Candidates.brief(
                        rows, client.status(search.id()).objectives())
                .toText()));
        return 0;
    }

    /** How well each generation was predicted. */
    @Command(
            name = "predictor",
            description = "Print how well each generation was predicted before it was measured.",
            footer = {"", "Example:", "  llama-nas search predictor my-search-1a2b3c --format csv > predictor.csv"})
    int predictor(@Mixin SearchId search, @Mixin ConnectionOptions connection, @Mixin OutputOptions output) {
        List<PredictionRow> rows = connection.client().predictions(search.id());
        console().print(output.render(rows, () -> Predictions.all(rows), () -> Predictions.brief(rows)
                .toText()));
        return 0;
    }

    /** A worker has to open the model first, which may take a while, all the more where there is no worker. */
    private SearchStatus start(CoordinatorClient client, String id, SearchSpec what) {
        CompletableFuture<Void> remark = CompletableFuture.runAsync(
                () -> console().say("waiting for a worker to open the model ..."),
                CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS));
        try {
            return client.start(id, what);
        } finally {
            remark.cancel(false);
        }
    }

    private int command(SearchId search, String action, ConnectionOptions connection, OutputOptions output) {
        console().print(output.render(connection.client().command(search.id(), action)));
        return 0;
    }

    private int follow(CoordinatorClient client, String id, OutputOptions output) {
        new Watch(console()).follow(() -> client.status(id));
        console().print(FrontCommand.own(client, id, output));
        return 0;
    }

    private Console console() {
        return Console.of(command);
    }
}
