package llamanas.engine.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import llamanas.config.Settings;
import llamanas.engine.coordinator.SearchService;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.PrepareSpec;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchStatus;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.StandInSpec;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.search.TaskSpec;
import llamanas.protocol.search.TrainSpec;
import llamanas.protocol.space.DepthDimension;
import llamanas.protocol.space.FfnDimension;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.SearchSpace;

/** A small search, and nodes to run it on. */
public final class Fixtures {
    private static final List<Integer> LAYERS = List.of(0, 1, 2, 3, 4, 5);

    public static final SearchSpace SPACE = new SearchSpace(
            new ModelShape(6, 16, 64, 2, 2, 8, 100, 64, false, false, false),
            List.of(
                    new DepthDimension(List.of(4, 5, 6), List.of(3, 1), 6),
                    new FfnDimension(LAYERS, List.of(16, 32, 48, 64))));

    private Fixtures() {}

    public static SearchSpec spec(String name, int evaluations) {
        return new SearchSpec(
                name,
                "fake",
                "float32",
                List.of(new TaskSpec("t", "t-search.txt", "t-report.txt", 0, false)),
                new SpaceSpec(
                        List.of(4, 5, 6),
                        SpaceSpec.TAIL,
                        LayerSelection.NONE,
                        LayerSelection.NONE,
                        List.of(16, 32, 48, 64)),
                List.of(
                        new Objective("t.nats_per_token", Direction.MINIMIZE),
                        new Objective("parameters", Direction.MINIMIZE)),
                List.of(),
                new StrategySpec(StrategySpec.NSGA2, 10, 0.9, 0, 200),
                evaluations,
                42);
    }

    /** The same search with decoding latency, computed, as a third objective. */
    public static SearchSpec deployed(SearchSpec spec, Constraint... constraints) {
        List<Objective> objectives = new ArrayList<>(spec.objectives());
        objectives.add(Objective.of("decode_ms"));
        return new SearchSpec(
                spec.name(),
                spec.model(),
                spec.dtype(),
                spec.tasks(),
                spec.space(),
                objectives,
                List.of(constraints),
                spec.strategy(),
                spec.evaluations(),
                spec.seed(),
                spec.prepare(),
                spec.standIn(),
                spec.fidelity(),
                spec.archive(),
                new DeploymentSpec(1, 32, 16, DeploymentSpec.Latency.TABLE, DeploymentSpec.WithoutKernel.REFUSE));
    }

    /** The same search, of a model that has to be prepared first. */
    public static SearchSpec preparing(SearchSpec spec) {
        TrainSpec train = new TrainSpec(
                List.of("corpus.txt"),
                0,
                TrainSpec.FULL,
                0,
                TrainSpec.SANDWICH,
                2,
                100,
                4,
                1,
                32,
                1e-3,
                0.05,
                0.05,
                0.01,
                1,
                0.3,
                TrainSpec.FROZEN,
                true,
                "float32",
                TrainSpec.AUTO,
                5);
        PrepareSpec prepare = new PrepareSpec(
                FakeEvaluator.PREPARED, "calibration.txt", PrepareSpec.ACTIVATION, PrepareSpec.GREEDY, train);
        return new SearchSpec(
                spec.name(),
                spec.model(),
                spec.dtype(),
                spec.tasks(),
                spec.space(),
                spec.objectives(),
                spec.constraints(),
                spec.strategy(),
                spec.evaluations(),
                spec.seed(),
                prepare);
    }

    /** The same search, by gates. */
    public static SearchSpec gradient(SearchSpec spec) {
        return by(new StrategySpec(StrategySpec.GRADIENT, 10, 0.9, 0, 200), spec);
    }

    /** The same search, by single changes. */
    public static SearchSpec withSingleChanges(SearchSpec spec) {
        return new SearchSpec(
                spec.name(),
                spec.model(),
                spec.dtype(),
                spec.tasks(),
                spec.space(),
                spec.objectives(),
                spec.constraints(),
                spec.strategy(),
                spec.evaluations(),
                spec.seed(),
                spec.prepare(),
                spec.standIn(),
                spec.fidelity(),
                spec.archive(),
                spec.deployment(),
                spec.interest(),
                true,
                null);
    }

    /** The same search of a stand-in for the model. */
    public static SearchSpec standIn(SearchSpec spec) {
        return new SearchSpec(
                spec.name(),
                "",
                spec.dtype(),
                List.of(),
                spec.space(),
                spec.objectives(),
                spec.constraints(),
                spec.strategy(),
                spec.evaluations(),
                spec.seed(),
                null,
                new StandInSpec("table.csv", null, 0, 0, 0),
                spec.fidelity(),
                spec.archive(),
                spec.deployment(),
                spec.interest(),
                spec.singleChanges(),
                null);
    }

    /** The same search by another strategy. */
    public static SearchSpec by(StrategySpec strategy, SearchSpec spec) {
        return new SearchSpec(
                spec.name(),
                spec.model(),
                spec.dtype(),
                spec.tasks(),
                spec.space(),
                spec.objectives(),
                spec.constraints(),
                strategy,
                spec.evaluations(),
                spec.seed(),
                spec.prepare());
    }

    /** A node on free ports, with its journal in a database of the test's. */
    public static Settings settings(Path data, Settings.Database database) {
        Settings usual = settings(data, 0, 0, 2);
        return new Settings(data, usual.http(), usual.cluster(), usual.worker(), usual.files(), database);
    }

    public static Settings settings(Path data, int port, int seedPort, int slots) {
        return new Settings(
                data,
                new Settings.Http("127.0.0.1", 0),
                new Settings.Cluster("127.0.0.1", port, "127.0.0.1:" + seedPort),
                new Settings.Worker("cpu", slots, 1),
                new Settings.Files(List.of(), data.resolve("models")),
                new Settings.Database(
                        "jdbc:h2:file:{data}/journal", "sa", "", "org.h2.Driver", "slick.jdbc.H2Profile$"));
    }

    /** Asks until no worker has anything; fails after a minute. */
    public static void awaitIdle(SearchService searches) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (searches.workers().toCompletableFuture().get(20, TimeUnit.SECONDS).stream()
                .anyMatch(worker -> worker.running() > 0)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("workers are still busy");
            }
            Thread.sleep(20);
        }
    }

    /** Asks until the status is as wanted; fails after a minute. */
    public static SearchStatus await(SearchService searches, String id, Predicate<SearchStatus> wanted)
            throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        SearchStatus status = searches.status(id).toCompletableFuture().get(20, TimeUnit.SECONDS);
        while (!wanted.test(status)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still " + status);
            }
            Thread.sleep(20);
            status = searches.status(id).toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
        return status;
    }
}
