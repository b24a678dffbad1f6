package llamanas.workers.measure;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.space.Architecture;
import llamanas.workers.llama.Batch;
import llamanas.workers.llama.EngineThreads;
import llamanas.workers.llama.Generation;
import llamanas.workers.llama.LlamaModel;
import llamanas.workers.llama.Subnetwork;
import org.jspecify.annotations.Nullable;

/**
 * Measures the sub-networks of one model on its device: each is cut out of the full network, so that its matrices lie in memory as
 * those of a model of its own, reads a made-up prompt, and decodes behind it. Sampling and text are left out; the time of both
 * calls does not depend on what the tokens are.
 *
 * <p>Thread-safe: measurements wait for one another.
 */
public final class DeploymentMeter implements LatencyMeter {
    private static final double MILLIS = 1000;

    private final LlamaModel model;
    private final Function<Architecture, Subnetwork> subnetworks;
    private final DeploymentSpec deployment;
    private final Settings settings;

    /**
     * How it is measured.
     *
     * @param threads of one operation, on a CPU
     * @param energy counts energy as well; null = nobody does. It stays the caller's
     */
    public record Settings(Precision precision, int threads, @Nullable EnergyCounter energy) {}

    /**
     * A meter for all sub-networks of a model.
     *
     * @param subnetworks makes the one of an architecture; the meter closes what it gives
     */
    public DeploymentMeter(
            LlamaModel model,
            Function<Architecture, Subnetwork> subnetworks,
            DeploymentSpec deployment,
            Settings settings) {
        this.model = model;
        this.subnetworks = subnetworks;
        this.deployment = deployment;
        this.settings = settings;
    }

    /**
     * {@inheritDoc}
     *
     * @throws llamanas.protocol.InvalidInputException also where prompt and generated tokens are longer than the model's
     *     context
     */
    @Override
    public Latency measure(Architecture architecture) {
        return inTurns(List.of(architecture), Rounds.Progress.NONE).get(0);
    }

    /** Measures several in turns, so that they can be compared: whatever else the machine does falls on all of them. */
    public List<Latency> inTurns(List<Architecture> architectures, Rounds.Progress progress) {
        return DeviceLock.of(model.device().toString()).alone(() -> {
            EngineThreads threads = EngineThreads.use(settings.threads());
            try (Owned owned = new Owned()) {
                return time(open(architectures, owned), progress);
            } finally {
                threads.close();
            }
        });
    }

    private List<Generation> open(List<Architecture> architectures, Owned owned) {
        List<Generation> generations = new ArrayList<>();
        Batch prompts = prompts();
        for (Architecture architecture : architectures) {
            Subnetwork views = owned.add(subnetworks.apply(architecture));
            Subnetwork cut = owned.add(model.deployed(views));
            generations.add(owned.add(model.generation(cut, prompts, deployment.generate())));
        }
        return generations;
    }

    private Batch prompts() {
        Randomness random = Randomness.of(1, 0);
        int[] ids = new int[deployment.batch() * deployment.prompt()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = random.nextInt(model.shape().vocabulary());
        }
        return new Batch(deployment.batch(), deployment.prompt(), ids, new int[0], new int[0]);
    }

    private List<Latency> time(List<Generation> generations, Rounds.Progress progress) {
        List<Runnable> works = new ArrayList<>();
        List<Metered> metered = new ArrayList<>();
        for (Generation generation : generations) {
            Metered decode = new Metered(generation::decode, settings.energy());
            works.add(generation::prefill);
            works.add(decode);
            metered.add(decode);
        }
        Rounds.Result result = new Rounds(works, settings.precision(), System::nanoTime).run(progress);
        List<Latency> latencies = new ArrayList<>();
        for (int i = 0; i < generations.size(); i++) {
            latencies.add(new Latency(
                    result.seconds().get(2 * i).times(MILLIS),
                    result.seconds().get(2 * i + 1).times(MILLIS / deployment.generate()),
                    joulesPerToken(metered.get(i)),
                    result.rounds(),
                    result.stop()));
        }
        return latencies;
    }

    private Optional<Estimate> joulesPerToken(Metered decode) {
        double tokens = (double) deployment.batch() * deployment.generate();
        return decode.joules(settings.precision()).map(joules -> joules.times(1 / tokens));
    }

    /** Native things, closed in the reverse order of their making. */
    private static final class Owned implements AutoCloseable {
        private final Deque<AutoCloseable> all = new ArrayDeque<>();

        <T extends AutoCloseable> T add(T one) {
            all.push(one);
            return one;
        }

        @Override
        public void close() {
            for (AutoCloseable one : all) {
                try {
                    one.close();
                } catch (Exception e) {
                    throw new IllegalStateException("what was measured can't be closed", e);
                }
            }
        }
    }
}
