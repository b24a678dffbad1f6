package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import llamanas.config.SpecReader;
import llamanas.engine.cli.CoordinatorClient;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;
import llamanas.protocol.space.Architecture;

/** A search of the demo model on a few documents: real in every part, and over in seconds. */
final class SmallSearch {
    static final String ID = "small";
    static final int EVALUATIONS = 30;

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private SmallSearch() {}

    /** What a search came to, without what may differ from run to run: who measured, and for how long. */
    record Outcome(List<Measured> candidates, List<FrontMember> front) {
        record Measured(
                int candidate, int generation, String state, Architecture architecture, Map<String, Double> metrics) {}

        static Outcome of(CoordinatorClient client) {
            List<Measured> candidates = client.candidates(ID).stream()
                    .sorted(Comparator.comparingInt(CandidateRow::candidate))
                    .map(row -> new Measured(
                            row.candidate(), row.generation(), row.state(), row.architecture(), row.metrics()))
                    .toList();
            return new Outcome(candidates, client.front(ID));
        }
    }

    /** The spec, also written to a file of the folder. */
    static SearchSpec spec(Path folder) {
        Path demo = Program.root().resolve("config/demo");
        String text =
                """
                name = small
                model = %s
                tasks { stories { search = %s, report = %s, limit = 6 } }
                space { depth { counts = [5, 6, 7, 8], order = importance }, ffn = [256, 512, 768] }
                objectives = [stories.nats_per_token, parameters]
                strategy { name = nsga2, population = 6 }
                evaluations = %d
                seed = 7
                """
                        .formatted(
                                quoted(demo.resolve("model")),
                                quoted(demo.resolve("tasks/stories-search.txt")),
                                quoted(demo.resolve("tasks/stories-report.txt")),
                                EVALUATIONS);
        try {
            return SpecReader.read(Files.writeString(folder.resolve("small.conf"), text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String quoted(Path path) {
        return ConfigUtil.quoteString(path.toString());
    }

    /** A coordinator with a worker in one process, on free ports. The same data folder again: the same node, restarted. */
    static Program node(Path data) {
        return Program.start(
                data.resolveSibling("output"),
                "node",
                "--role=all",
                "--port=0",
                "--http-port=0",
                "--threads=1",
                "--data=" + data);
    }

    /** The outcome of a run that nobody disturbed, in one process. */
    static Outcome undisturbed(Path folder) {
        try (Program node = node(folder.resolve("undisturbed"))) {
            CoordinatorClient client = node.client();
            client.start(ID, spec(folder));
            finish(client);
            Outcome outcome = Outcome.of(client);
            assertThat(outcome.candidates()).hasSize(EVALUATIONS).allMatch(row -> row.state()
                    .equals("succeeded"));
            assertThat(outcome.front()).hasSizeGreaterThan(2);
            assertThat(node.stop()).isNotEqualTo(1);
            return outcome;
        }
    }

    /** Waits for the end of the search. */
    static SearchStatus finish(CoordinatorClient client) {
        SearchStatus end = await(client, status -> status.state().isFinal());
        assertThat(end.state()).as(String.valueOf(end.message())).isEqualTo(SearchState.FINISHED);
        return end;
    }

    /** Asks until the status is as wanted. */
    static SearchStatus await(CoordinatorClient client, Predicate<SearchStatus> wanted) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        SearchStatus status = client.status(ID);
        while (!wanted.test(status)) {
            assertThat(System.nanoTime()).as("still waiting at %s", status).isLessThan(end);
            Program.pause();
            status = client.status(ID);
        }
        return status;
    }
}
