package llamanas.workers.agent;

import ai.djl.Device;
import ai.djl.engine.Engine;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.BlockSums;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.search.DeviceTimings;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Gates;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.PrepareSpec;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.Share;
import llamanas.protocol.search.SingleChanges;
import llamanas.protocol.search.TaskSpec;
import llamanas.protocol.search.TrainSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.SearchSpace;
import llamanas.workers.elastic.SingleChangeMeter;
import llamanas.workers.elastic.SpaceResolver;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.gates.GateSettings;
import llamanas.workers.gates.GateTrainer;
import llamanas.workers.llama.Arithmetic;
import llamanas.workers.llama.CheckpointIndex;
import llamanas.workers.llama.CpuFlags;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.EngineThreads;
import llamanas.workers.llama.NonFinite;
import llamanas.workers.llama.Subnetwork;
import llamanas.workers.measure.CalibrationFolder;
import llamanas.workers.measure.DeviceCalibration;
import llamanas.workers.measure.DeviceLock;
import llamanas.workers.measure.DeviceTimer;
import llamanas.workers.measure.FastestDtype;
import llamanas.workers.measure.Precision;
import llamanas.workers.measure.Processor;
import llamanas.workers.quant.NoKernelException;
import llamanas.workers.tasks.BlockScores;
import llamanas.workers.tasks.NotFiniteException;
import llamanas.workers.tasks.Task;
import llamanas.workers.tasks.TaskFiles;
import llamanas.workers.train.Preparer;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates sub-networks of LLaMA checkpoints on one device. Models and tasks are opened once and kept until {@link #close};
 * all slots of the worker share them. What is measured of a candidate as it would be deployed is measured alone on the device
 * ({@link DeviceLock}): everything else here waits meanwhile.
 */
public final class LlamaEvaluator implements Evaluator {
    private final Device device;
    private final Identity identity;
    private final Precision precision;
    private final DeviceLock lock;
    private final CalibrationFolder calibrations;
    private final Map<NetworkKey, SuperNetwork> networks = new ConcurrentHashMap<>();
    private final Map<TaskKey, Task> tasks = new ConcurrentHashMap<>();
    private final OpenedFiles opened = new OpenedFiles();

    /** What provenance says of this process: the worker's name, threads of one operation, and the version of the code. */
    public record Identity(String worker, int threads, String codeVersion) {}

    /** @param computedIn null where the device decides */
    private record NetworkKey(String model, String dtype, @Nullable String computedIn) {}

    private record TaskKey(NetworkKey network, Path file, int limit, boolean kl, String delimiter) {}

    /**
     * One without models yet.
     *
     * @param calibrations where timings of the device are kept; of a CPU, as a GPU's number does not say which one it is
     */
    public LlamaEvaluator(Device device, Identity identity, CalibrationFolder calibrations) {
        this(device, identity, calibrations, Precision.CANDIDATE);
    }

    /**
     * One without models yet.
     *
     * @param precision of what is measured of candidates as they would be deployed
     */
    LlamaEvaluator(Device device, Identity identity, CalibrationFolder calibrations, Precision precision) {
        this.calibrations = calibrations;
        this.precision = precision;
        this.device = device;
        this.identity = identity;
        this.lock = DeviceLock.of(device.toString());
    }

    @Override
    public Inspection inspect(SearchSpec spec) {
        return lock.shared(() -> inspected(spec));
    }

    private Inspection inspected(SearchSpec asked) {
        SearchSpec spec = resolved(asked);
        opened.check(Path.of(spec.model()));
        SuperNetwork network = network(spec);
        new DeployedMetrics(spec, () -> deployed(spec)).check();
        Map<String, Long> items = new TreeMap<>();
        for (TaskSpec task : spec.tasks()) {
            for (Phase phase : Phase.values()) {
                String file = task.file(phase);
                if (file != null) {
                    opened.check(Path.of(file));
                    long count = task(spec, task, Path.of(file)).items();
                    items.put(prefix(phase) + task.name(), count);
                }
            }
        }
        SearchSpace space = new SpaceResolver(network.shape(), spec.space())
                .resolve(() -> network.layerOrder(() -> calibration(spec)));
        if (spec.strategy().needsGates()) {
            GateTrainer.check(space);
        }
        return new Inspection(
                space,
                network.hash(),
                DataHash.of(spec),
                items,
                device(spec, network),
                spec.dtype(),
                network.model().dtype().label());
    }

    /** Tokens of the search half; text tells more of a layer than questions do, so a text task is taken where there is one. */
    private List<int[]> calibration(SearchSpec spec) {
        TaskSpec chosen = spec.tasks().stream()
                .filter(task -> task.search() != null)
                .min(Comparator.comparing(task -> TaskSpec.isMultipleChoice(String.valueOf(task.search()))))
                .orElseThrow(() -> new InvalidInputException(
                        "tasks: layer importance and gates need a task with a search half; give one,"
                                + " or, where it is the importance alone, order = tail"));
        return task(spec, chosen, Path.of(String.valueOf(chosen.search()))).sample();
    }

    @Override
    public EvaluationOutcome evaluate(SearchSpec spec, Architecture architecture, Phase phase) {
        return unlessRefused(() -> measured(spec, architecture, phase));
    }

    /** Bits without a kernel are a fact about the device and the candidate, where the spec does not have them dequantized; so are sums that overflow. */
    private static EvaluationOutcome unlessRefused(Supplier<Measurement> measured) {
        try {
            return new EvaluationOutcome.Succeeded(measured.get());
        } catch (NoKernelException | NotFiniteException e) {
            return new EvaluationOutcome.Infeasible(String.valueOf(e.getMessage()));
        }
    }

    private static Subnetwork subnetwork(SearchSpec spec, SuperNetwork network, Architecture architecture) {
        return network.subnetwork(architecture, withoutKernel(spec));
    }

    private static DeploymentSpec.WithoutKernel withoutKernel(SearchSpec spec) {
        return (spec.deployment() == null ? DeploymentSpec.DEFAULT : spec.deployment()).withoutKernel();
    }

    private Measurement measured(SearchSpec spec, Architecture architecture, Phase phase) {
        long start = System.nanoTime();
        SuperNetwork network = network(spec);
        Map<String, Double> metrics = lock.shared(() -> scores(spec, network, architecture, phase));
        DeployedMetrics deployed = new DeployedMetrics(spec, () -> deployed(spec));
        if (phase == Phase.SEARCH && deployed.wanted()) {
            metrics.putAll(deployed.measure(architecture, precision, cores()));
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        return new Measurement(metrics, provenance(spec, network, architecture, millis));
    }

    /** Metrics of the shape, and of all tasks of a phase. */
    private Map<String, Double> scores(SearchSpec spec, SuperNetwork network, Architecture architecture, Phase phase) {
        Map<String, Double> metrics = exact(spec, network, architecture);
        try (Subnetwork subnetwork = subnetwork(spec, network, architecture)) {
            for (TaskSpec task : spec.tasks()) {
                String file = task.file(phase);
                if (file != null) {
                    task(spec, task, Path.of(file))
                            .evaluate(subnetwork, Task.Progress.NONE)
                            .forEach((name, value) ->
                                    metrics.put(prefix(phase) + Metrics.ofTask(task.name(), name), value));
                }
            }
        }
        return metrics;
    }

    @Override
    public EvaluationOutcome evaluate(SearchSpec spec, Architecture architecture, Share share) {
        return unlessRefused(() -> lock.shared(() -> scored(spec, architecture, share)));
    }

    private Measurement scored(SearchSpec spec, Architecture architecture, Share share) {
        long start = System.nanoTime();
        SuperNetwork network = network(spec);
        Map<String, List<Double>> sums = new TreeMap<>();
        Map<String, List<Long>> counts = new TreeMap<>();
        Map<String, Integer> blocks = new TreeMap<>();
        long tokens = 0;
        try (Subnetwork subnetwork = subnetwork(spec, network, architecture)) {
            for (TaskSpec task : spec.tasks()) {
                String file = task.search();
                if (file != null) {
                    BlockScores scores = task(spec, task, Path.of(file)).evaluate(subnetwork, share);
                    scores.sums().forEach((metric, values) -> sums.put(Metrics.ofTask(task.name(), metric), values));
                    counts.put(task.name(), scores.counts());
                    blocks.put(task.name(), scores.blocks());
                    tokens += scores.tokens();
                }
            }
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        return Measurement.of(
                exact(spec, network, architecture),
                new BlockSums(sums, counts, blocks, tokens),
                provenance(spec, network, architecture, millis));
    }

    @Override
    public Preparation prepare(SearchSpec spec, Consumer<PrepareProgress> progress) {
        return lock.shared(() -> prepared(spec, progress));
    }

    private Preparation prepared(SearchSpec spec, Consumer<PrepareProgress> progress) {
        PrepareSpec prepare = spec.prepare();
        if (prepare == null) {
            throw new IllegalArgumentException("a spec without a preparation");
        }
        int cores = cores();
        Provenance by = new Provenance(
                        identity.worker(),
                        DeviceName.of(device),
                        spec.dtype(),
                        cores,
                        identity.codeVersion(),
                        "",
                        "",
                        0)
                .withInstructionSets(instructionSets());
        EngineThreads all = EngineThreads.use(cores);
        try {
            return Preparer.prepare(
                    new Preparer.Job(
                            Path.of(spec.model()), prepare, spec.space(), ordering(spec), spec.seed(), device, by),
                    progress);
        } finally {
            all.close();
        }
    }

    /** What layers and neurons are ordered in. */
    private static String ordering(SearchSpec spec) {
        boolean told = spec.computedIn() == null && Dtype.stored(spec.dtype()) == Dtype.BFLOAT16;
        return told ? spec.dtype() : TrainSpec.AUTO;
    }

    @Override
    public Gates trainGates(SearchSpec spec, Consumer<PrepareProgress> progress) {
        return lock.shared(() -> trained(spec, progress));
    }

    private Gates trained(SearchSpec spec, Consumer<PrepareProgress> progress) {
        long start = System.nanoTime();
        GateSettings settings = GateSettings.of(spec.strategy());
        SuperNetwork network = network(spec);
        SearchSpace space = inspect(spec).space();
        int cores = cores();
        EngineThreads all = EngineThreads.use(cores);
        try {
            List<Gates.Point> points =
                    new GateTrainer(network.model(), space, settings).train(calibration(spec), spec.seed(), progress);
            long millis = (System.nanoTime() - start) / 1_000_000;
            return new Gates(space.genes(), points, provenance(spec, network, cores, millis));
        } finally {
            all.close();
        }
    }

    @Override
    public SingleChanges measureSingleChanges(SearchSpec spec, Consumer<PrepareProgress> progress) {
        return lock.shared(() -> singleChanges(spec, progress));
    }

    /** A search whose data is all for the report has no text to measure them on, and goes without. */
    private SingleChanges singleChanges(SearchSpec spec, Consumer<PrepareProgress> progress) {
        SuperNetwork network = network(spec);
        SearchSpace space = inspect(spec).space();
        boolean readable = spec.tasks().stream().anyMatch(task -> task.search() != null);
        int cores = cores();
        EngineThreads all = EngineThreads.use(cores);
        try {
            return new SingleChangeMeter(network, space, withoutKernel(spec))
                    .measure(
                            readable ? calibration(spec) : List.of(),
                            spec.evaluations(),
                            provenance(spec, network, cores, 0),
                            progress);
        } finally {
            all.close();
        }
    }

    @Override
    public DeviceTimings timeDevice(SearchSpec spec, Consumer<PrepareProgress> progress) {
        SuperNetwork network = deployed(spec);
        SearchSpace space = inspect(spec).space();
        DeploymentSpec deployment = Objects.requireNonNull(spec.deployment());
        DeviceTimer timer =
                new DeviceTimer(network.model(), network.subnetworks(deployment.withoutKernel()), deployment, cores());
        return calibrations.timed(
                question(spec, network, space, deployment),
                deployment,
                () -> timer.time(
                        space,
                        DeviceCalibration.FOR_SEARCH,
                        spec.seed(),
                        millis -> provenance(spec, network, cores(), millis)
                                .forResult(spec.dtype(), network.hash(), "", millis),
                        progress));
    }

    private CalibrationFolder.Question question(
            SearchSpec spec, SuperNetwork network, SearchSpace space, DeploymentSpec deployment) {
        return new CalibrationFolder.Question(
                network.hash(),
                Processor.name(),
                spec.dtype(),
                cores(),
                identity.codeVersion() + ", PyTorch "
                        + Engine.getEngine("PyTorch").getVersion(),
                deployment,
                DeviceCalibration.FOR_SEARCH,
                space);
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Metrics that follow from the shape alone. */
    private static Map<String, Double> exact(SearchSpec spec, SuperNetwork network, Architecture architecture) {
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put(Metrics.PARAMETERS, (double) Cost.parameters(network.shape(), architecture));
        metrics.put(Metrics.BYTES, (double) Cost.bytes(
                network.shape(), architecture, Dtype.stored(spec.dtype()).bytes()));
        metrics.put(Metrics.FLOPS, (double)
                Cost.flops(network.shape(), architecture, network.shape().context()));
        return metrics;
    }

    /** Says in the dtype which bits were computed with dequantized weights. */
    private Provenance provenance(SearchSpec spec, SuperNetwork network, Architecture architecture, long millis) {
        List<Integer> dequantized = network.quantized().dequantized(architecture);
        Provenance plain = provenance(spec, network, identity.threads(), millis);
        return dequantized.isEmpty()
                ? plain
                : plain.forResult(
                        spec.dtype() + ", bits " + dequantized + " dequantized",
                        plain.modelHash(),
                        plain.dataHash(),
                        millis);
    }

    private Provenance provenance(SearchSpec spec, SuperNetwork network, int threads, long millis) {
        return new Provenance(
                        identity.worker(),
                        device(spec, network),
                        spec.dtype(),
                        threads,
                        identity.codeVersion(),
                        network.hash(),
                        DataHash.of(spec),
                        millis)
                .withInstructionSets(instructionSets());
    }

    private @Nullable String instructionSets() {
        return device.isGpu() ? null : CpuFlags.instructionSets();
    }

    /** The same where a dtype of {@value SearchSpec#AUTO} is that of the checkpoint, and the fastest here. */
    private SearchSpec resolved(SearchSpec spec) {
        if (!spec.dtype().equals(SearchSpec.AUTO)) {
            return spec;
        }
        Arithmetic fastest = FastestDtype.of(CheckpointIndex.read(Path.of(spec.model())), device);
        return spec.resolved(fastest.stored().label(), fastest.computed().label());
    }

    /** The network whose quality is told (see {@link Arithmetic#forScores}). */
    private SuperNetwork network(SearchSpec spec) {
        return networks.computeIfAbsent(key(spec), key -> open(key.model(), checkpoint -> scored(checkpoint, spec)));
    }

    private Arithmetic scored(CheckpointIndex checkpoint, SearchSpec spec) {
        Dtype stored = Dtype.stored(spec.dtype());
        return spec.computedIn() == null
                ? Arithmetic.forScores(checkpoint, device, stored)
                : new Arithmetic(stored, Dtype.parse(spec.computedIn()));
    }

    private SuperNetwork open(String model, Function<CheckpointIndex, Arithmetic> arithmetic) {
        return opened.open(Path.of(model), () -> {
            CheckpointIndex checkpoint = CheckpointIndex.read(Path.of(model));
            return SuperNetwork.load(checkpoint, device, arithmetic.apply(checkpoint), NonFinite.REFUSE);
        });
    }

    /** The network as it would be deployed, whose speed is told; mostly the same. */
    private SuperNetwork deployed(SearchSpec spec) {
        SuperNetwork scored = network(spec);
        Dtype dtype = scored.model().arithmetic().deployed().computed();
        return scored.model().dtype() == dtype
                ? scored
                : networks.computeIfAbsent(
                        new NetworkKey(spec.model(), dtype.label(), dtype.label()),
                        key -> open(key.model(), checkpoint -> Arithmetic.in(dtype)));
    }

    private static NetworkKey key(SearchSpec spec) {
        return new NetworkKey(spec.model(), spec.dtype(), spec.computedIn());
    }

    /** What scores are computed on: the device, and the dtype where it is not the network's. */
    private String device(SearchSpec spec, SuperNetwork network) {
        Dtype computed = network.model().dtype();
        return DeviceName.of(device)
                + (computed == Dtype.stored(spec.dtype()) ? "" : " (computes in " + computed.label() + ")");
    }

    private Task task(SearchSpec spec, TaskSpec task, Path file) {
        TaskKey key = new TaskKey(key(spec), file, task.limit(), task.kl(), task.delimiter());
        return tasks.computeIfAbsent(
                key,
                k -> opened.open(
                        k.file(), () -> TaskFiles.open(k.file(), network(spec), k.limit(), k.kl(), k.delimiter())));
    }

    private static String prefix(Phase phase) {
        return phase == Phase.REPORT ? Metrics.REPORT_PREFIX : "";
    }

    @Override
    public void close() {
        tasks.values().forEach(Task::close);
        networks.values().forEach(SuperNetwork::close);
    }
}
