package llamanas.engine.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.BlockSums;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.search.DeviceTimings;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Gates;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.LossPoint;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.Share;
import llamanas.protocol.search.SingleChanges;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.GeneSpace;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.SearchSpace;
import llamanas.workers.agent.Evaluator;

/** Measures a formula instead of a model: deterministic, so that any run of a search has to give the same front. */
public final class FakeEvaluator implements Evaluator {
    private final SearchSpace space;
    private final long millis;
    private final AtomicInteger evaluations = new AtomicInteger();
    private final AtomicInteger shares = new AtomicInteger();
    private final AtomicInteger preparations = new AtomicInteger();
    private final AtomicInteger trainings = new AtomicInteger();
    private final AtomicInteger calibrations = new AtomicInteger();
    private volatile Preparer preparer = (attempt, progress) -> {};
    private volatile Preparer gateTrainer = (attempt, progress) -> {};
    private volatile Preparer changeMeter = (attempt, progress) -> {};

    /** In which all data lies. */
    private static final int BLOCKS = 20;

    /** The folder that every preparation writes, so to speak. */
    public static final String PREPARED = "fake-prepared";

    public static final Preparation PREPARATION = new Preparation(
            PREPARED,
            "p",
            "m",
            List.of(2, 4, 0, 1, 3, 5),
            List.of(
                    new LossPoint(1, 1e-4, Map.of("train.full", 3.5, "heldout.full", 3.25)),
                    new LossPoint(100, 2e-5, Map.of("train.full", 3.0))),
            new Provenance("w", "cpu", "float32", 1, "test", "m", "c", 7));

    /** Gates that go from large sub-networks to small ones. */
    public static Gates gates(GeneSpace space) {
        List<Gates.Point> points = List.of(point(space, 0.1, 2), point(space, 1, 0), point(space, 10, -2));
        return new Gates(space.genes(), points, PREPARATION.provenance());
    }

    /** @param slope of the logits over a gene's choices */
    private static Gates.Point point(GeneSpace space, double weight, double slope) {
        List<List<Double>> probabilities = space.genes().stream()
                .map(gene -> {
                    double[] shares = IntStream.range(0, gene.choices().size())
                            .mapToDouble(choice -> StrictMath.exp(slope * choice))
                            .toArray();
                    double sum = Arrays.stream(shares).sum();
                    return Arrays.stream(shares).mapToObj(share -> share / sum).toList();
                })
                .toList();
        return new Gates.Point(weight, 2.5, 0.5, 0.5, probabilities);
    }

    private double ownNoise = 0.01;

    /** What a preparation, or a training of gates, does before it succeeds: it may block, or throw. */
    @FunctionalInterface
    public interface Preparer {
        void prepare(int attempt, Consumer<PrepareProgress> progress) throws InterruptedException;
    }

    /** @param millis how long one evaluation takes */
    public FakeEvaluator(SearchSpace space, long millis) {
        this.space = space;
        this.millis = millis;
    }

    public int evaluations() {
        return evaluations.get();
    }

    @Override
    public Preparation prepare(SearchSpec spec, Consumer<PrepareProgress> progress) {
        try {
            preparer.prepare(preparations.incrementAndGet(), progress);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
        return PREPARATION;
    }

    /** Of blocks that take what their sizes say, which add up. */
    @Override
    public DeviceTimings timeDevice(SearchSpec spec, Consumer<PrepareProgress> progress) {
        return timings(space, Objects.requireNonNull(spec.deployment()));
    }

    /** The same. */
    public static DeviceTimings timings(SearchSpace space, DeploymentSpec deployment) {
        List<DeviceTimings.Timing> timings = new ArrayList<>();
        int[] choices = space.choices();
        Randomness random = Randomness.of(7, 0);
        for (int i = 0; i < 60; i++) {
            Architecture architecture = space.architecture(Genome.uniform(choices, random));
            double step = 0.25 + architecture.depth() * 0.5;
            for (LayerChoice layer : architecture.layers()) {
                step += 0.01 * layer.ffn();
            }
            timings.add(new DeviceTimings.Timing(architecture, 10 * step, step));
        }
        timings.add(new DeviceTimings.Timing(new Architecture(Collections.nCopies(6, LayerChoice.REMOVED)), 2.5, 0.25));
        return new DeviceTimings(
                deployment,
                1e11,
                1e10,
                timings,
                timings.subList(0, 10),
                timings.subList(10, 20),
                List.of(),
                PREPARATION.provenance());
    }

    @Override
    public Gates trainGates(SearchSpec spec, Consumer<PrepareProgress> progress) {
        try {
            gateTrainer.prepare(trainings.incrementAndGet(), progress);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
        return gates(space);
    }

    @Override
    public SingleChanges measureSingleChanges(SearchSpec spec, Consumer<PrepareProgress> progress) {
        try {
            changeMeter.prepare(calibrations.incrementAndGet(), progress);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
        return singleChanges(space, spec.evaluations() / 6);
    }

    /** All of a space, with the damage that the formula says. */
    public static SingleChanges singleChanges(SearchSpace space, int evaluations) {
        double full = loss(Architecture.full(space.shape()).layers());
        List<SingleChanges.Change> changes = SingleChanges.of(space).stream()
                .map(genome -> new SingleChanges.Change(
                        genome, loss(space.architecture(genome).layers()) - full))
                .toList();
        return new SingleChanges(space.genes(), changes, 64, 1000, evaluations, PREPARATION.provenance());
    }

    /** How often single changes were measured. */
    public int calibrations() {
        return calibrations.get();
    }

    /** As itself, with single changes that take their time to measure, or break. */
    public FakeEvaluator measuringChangesBy(Preparer how) {
        changeMeter = how;
        return this;
    }

    public int trainings() {
        return trainings.get();
    }

    /** As itself, with trainings of gates that take their time, or break. */
    public FakeEvaluator trainingGatesBy(Preparer how) {
        gateTrainer = how;
        return this;
    }

    public int preparations() {
        return preparations.get();
    }

    /** As itself, with blocks that are so much harder for one sub-network than for another, by lot. */
    public FakeEvaluator withOwnNoise(double nats) {
        ownNoise = nats;
        return this;
    }

    /** As itself, with preparations that take their time, or break. */
    public FakeEvaluator preparingBy(Preparer how) {
        preparer = how;
        return this;
    }

    @Override
    public Inspection inspect(SearchSpec spec) {
        if (spec.model().equals(PREPARED)) {
            return new Inspection(space, "p", "d", Map.of("t", 100L));
        }
        if (!spec.model().equals("fake")) {
            throw new InvalidInputException("model " + spec.model() + " does not exist");
        }
        return new Inspection(space, "m", "d", Map.of("t", 100L));
    }

    @Override
    public EvaluationOutcome evaluate(SearchSpec spec, Architecture architecture, Phase phase) {
        evaluations.incrementAndGet();
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            return new EvaluationOutcome.Failed("interrupted");
        }
        String prefix = phase == Phase.REPORT ? Metrics.REPORT_PREFIX : "";
        Map<String, Double> metrics = Map.of(
                Metrics.PARAMETERS,
                (double) Cost.parameters(space.shape(), architecture),
                prefix + "t.nats_per_token",
                loss(architecture.layers()) * (spec.model().equals(PREPARED) ? 0.9 : 1));
        Provenance provenance = new Provenance("w", "cpu", "float32", 1, "test", spec.model(), "d", millis);
        return new EvaluationOutcome.Succeeded(new Measurement(metrics, provenance));
    }

    /** As the whole, in blocks around it: hard blocks are hard for all, with a little of the sub-network's own. */
    @Override
    public EvaluationOutcome evaluate(SearchSpec spec, Architecture architecture, Share share) {
        shares.incrementAndGet();
        EvaluationOutcome whole = evaluate(spec, architecture, Phase.SEARCH);
        if (!(whole instanceof EvaluationOutcome.Succeeded succeeded)) {
            return whole;
        }
        double loss = succeeded.measurement().metrics().get("t.nats_per_token");
        List<Double> sums = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        for (int block = share.firstOf(BLOCKS); block < share.endOf(BLOCKS); block++) {
            Randomness own = Randomness.of(architecture.toString().hashCode(), block);
            double hard = Randomness.of(1, block).nextDouble() + ownNoise * own.nextDouble();
            sums.add(10 * (loss + hard));
            counts.add(10L);
        }
        return new EvaluationOutcome.Succeeded(Measurement.of(
                Map.of(Metrics.PARAMETERS, succeeded.measurement().metrics().get(Metrics.PARAMETERS)),
                new BlockSums(
                        Map.of("t.nats_per_token", sums), Map.of("t", counts), Map.of("t", BLOCKS), 10L * sums.size()),
                succeeded.measurement().provenance()));
    }

    /** Evaluations of shares of the data. */
    public int shares() {
        return shares.get();
    }

    /** Each layer matters in its own way, and neighbours interact. */
    private static double loss(List<LayerChoice> layers) {
        double loss = 2;
        for (int i = 0; i < layers.size(); i++) {
            double lack = layers.get(i).keep() ? 1 - layers.get(i).ffn() / 64.0 : 1.5;
            double before = i > 0 && !layers.get(i - 1).keep() ? 1.3 : 1;
            loss += lack * before * (1 + (i * 7) % 5) / 4.0;
        }
        return loss;
    }

    @Override
    public void close() {}
}
