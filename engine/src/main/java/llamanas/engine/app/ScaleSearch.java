package llamanas.engine.app;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import llamanas.config.Settings;
import llamanas.config.SettingsReader;
import llamanas.engine.cli.CommandFailure;
import llamanas.engine.cli.Console;
import llamanas.engine.coordinator.ProblemBrain;
import llamanas.engine.coordinator.ResultWriter;
import llamanas.engine.coordinator.SearchService;
import llamanas.engine.store.ResultFiles;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;

/** One search of a {@link MadeUpNetwork} on a node of its own, and what it costs. */
final class ScaleSearch {
    private static final long POLL_MILLIS = 100;
    private static final long RESULT_MINUTES = 10;

    private final Console console;
    private final ScaleRun.Request request;
    private final String strategy;
    private final Settings settings;
    private final GenerationTimes times = new GenerationTimes();
    private final List<ScaleFigures.Row> rows = new ArrayList<>();
    private final CompletableFuture<Double> resultMillis = new CompletableFuture<>();

    /** @param folder takes a data folder of the strategy's name */
    ScaleSearch(Console console, ScaleRun.Request request, String strategy, Path folder) {
        this.console = console;
        this.request = request;
        this.strategy = strategy;
        this.settings = SettingsReader.read(
                Optional.empty(),
                Map.of(
                        "data",
                        folder.resolve(strategy).toString(),
                        "worker.slots",
                        request.slots(),
                        "cluster.port",
                        0,
                        "http.port",
                        0));
    }

    ScaleFigures run() {
        double commits;
        try (Node node = start()) {
            JournalFigures journal = new JournalFigures(node.system(), settings.data());
            commits = journal.commitsPerSecond();
            search(searches(node), journal);
        }
        try (Node node = start()) {
            long start = System.nanoTime();
            awaitReturn(searches(node));
            return new ScaleFigures(strategy, rows, BenchRun.round(commits), resultMillis.join(), millisSince(start));
        }
    }

    private Node start() {
        return Node.startWith(
                (spec, inspection) -> new WatchedBrain(new ProblemBrain(spec, inspection), times),
                settings,
                MadeUpNetwork::new,
                timed(new ResultFiles(settings.data())));
    }

    private ResultWriter timed(ResultFiles files) {
        return results -> {
            long start = System.nanoTime();
            files.write(
                    results.id(),
                    results.spec(),
                    results.front(),
                    results.candidates(),
                    results.preparation(),
                    results.singleChanges());
            resultMillis.complete(millisSince(start));
        };
    }

    private static SearchService searches(Node node) {
        return node.searches().orElseThrow(() -> new CommandFailure("the node has no coordinator"));
    }

    private void search(SearchService searches, JournalFigures journal) {
        long idleBytes = heapBytes();
        LiveLine line = new LiveLine(console);
        long start = System.nanoTime();
        SearchStatus status = searches.start(strategy, request.spec(strategy))
                .toCompletableFuture()
                .join();
        Part part = new Part(start, 0, journal.events());
        while (!status.state().isFinal()) {
            pause();
            status = searches.status(strategy).toCompletableFuture().join();
            int done = status.done();
            line.show(() ->
                    strategy + "  " + done + " evaluations  " + LiveLine.share(start, done, request.evaluations()));
            if (done >= request.mark(rows.size() + 1)) {
                part = ended(part, done, idleBytes, journal);
            }
        }
        line.end();
        if (status.state() != SearchState.FINISHED || status.done() < request.evaluations()) {
            throw new CommandFailure("the search ended after " + status.done() + " evaluations: " + status.message());
        }
        awaitResults();
    }

    /** Where a part of the search began. */
    private record Part(long nanos, int done, long events) {}

    /** Adds a line; what looking costs is no part of the next one. */
    private Part ended(Part part, int done, long idleBytes, JournalFigures journal) {
        double seconds = (System.nanoTime() - part.nanos()) / 1e9;
        long events = journal.events();
        JournalFigures.Snapshot snapshot = journal.snapshot();
        ScaleFigures.NodeRow node = new ScaleFigures.NodeRow(
                BenchRun.round((done - part.done()) / seconds),
                BenchRun.round((events - part.events()) / seconds),
                heapBytes() - idleBytes,
                snapshot.bytes(),
                BenchRun.round(snapshot.millis()),
                journal.bytes());
        int from = request.mark(rows.size());
        rows.add(ScaleFigures.Row.of(done, times.between(from, request.mark(rows.size() + 1)), node));
        return new Part(System.nanoTime(), done, events);
    }

    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void awaitResults() {
        try {
            resultMillis.get(RESULT_MINUTES, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new CommandFailure("the result files were not written within " + RESULT_MINUTES + " minutes", e);
        }
    }

    /** An answer is waited for less long than a large search may need. */
    private void awaitReturn(SearchService searches) {
        while (searches.front(strategy)
                .handle((front, problem) -> problem != null)
                .toCompletableFuture()
                .join()) {
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        }
    }

    private static double millisSince(long start) {
        return (System.nanoTime() - start) / 1e6;
    }
}
