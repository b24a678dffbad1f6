package llamanas.workers.agent;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.space.Architecture;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.measure.DeploymentMeter;
import llamanas.workers.measure.EnergyCounter;
import llamanas.workers.measure.Latency;
import llamanas.workers.measure.Precision;
import org.jspecify.annotations.Nullable;

/** The metrics of a search that every candidate has to be run for on the device, as it would be deployed and alone there. */
final class DeployedMetrics {
    private final SearchSpec spec;
    private final Supplier<SuperNetwork> network;

    DeployedMetrics(SearchSpec spec, Supplier<SuperNetwork> network) {
        this.spec = spec;
        this.network = network;
    }

    /** Whether there are any. */
    boolean wanted() {
        return spec.deployment() != null
                && metrics().anyMatch(metric -> Metrics.isDeployed(metric) && !spec.computes(metric));
    }

    private Stream<String> metrics() {
        return Stream.concat(
                spec.objectives().stream().map(Objective::metric),
                spec.constraints().stream().map(Constraint::metric));
    }

    /**
     * Whether this worker can do it at all.
     *
     * @throws llamanas.protocol.InvalidInputException where the deployment is longer than the model's context, or nobody counts the energy here
     */
    void check() {
        DeploymentSpec deployment = spec.deployment();
        if (deployment != null) {
            network.get().model().config().requireContext(deployment.prompt(), deployment.generate());
        }
        if (countsEnergy()) {
            EnergyCounter.of(network.get().model().device()).close();
        }
    }

    private boolean countsEnergy() {
        return wanted() && metrics().anyMatch(Metrics.JOULES_PER_TOKEN::equals);
    }

    /**
     * Measures a candidate; waits until the device is free.
     *
     * @param threads of one operation, on a CPU
     */
    Map<String, Double> measure(Architecture architecture, Precision precision, int threads) {
        @Nullable
        EnergyCounter counter =
                countsEnergy() ? EnergyCounter.of(network.get().model().device()) : null;
        try {
            return measure(architecture, new DeploymentMeter.Settings(precision, threads, counter));
        } finally {
            if (counter != null) {
                counter.close();
            }
        }
    }

    private Map<String, Double> measure(Architecture architecture, DeploymentMeter.Settings settings) {
        DeploymentSpec deployment = Objects.requireNonNull(spec.deployment());
        Latency latency = new DeploymentMeter(
                        network.get().model(),
                        network.get().subnetworks(deployment.withoutKernel()),
                        deployment,
                        settings)
                .measure(architecture);
        Map<String, Double> measured = new TreeMap<>();
        measured.put(Metrics.PREFILL_MS, latency.prefillMs().median());
        measured.put(Metrics.DECODE_MS, latency.decodeMs().median());
        latency.joulesPerToken().ifPresent(joules -> measured.put(Metrics.JOULES_PER_TOKEN, joules.median()));
        measured.keySet().removeIf(spec::computes);
        return measured;
    }
}
