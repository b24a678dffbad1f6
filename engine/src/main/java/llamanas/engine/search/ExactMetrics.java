package llamanas.engine.search;

import java.util.List;
import llamanas.engine.search.device.DeviceModel;
import llamanas.engine.search.device.DeviceModels;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.search.DeviceProfile;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.space.Activations;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.NumberBytes;
import org.jspecify.annotations.Nullable;

/**
 * The metrics that follow from a sub-network's shape, how it is deployed, and a profile of the device: {@link SearchSpec#computed()}
 * without latencies as long as there is no profile. Each can be gone through layer by layer.
 */
final class ExactMetrics {
    /** Latencies are whole nanoseconds. */
    private static final int NANOS_PER_MS = 1_000_000;

    private final ModelShape shape;
    private final int bytesPerParameter;
    private final List<String> known;
    private final @Nullable DeploymentSpec deployment;
    private final @Nullable DeviceModels models;

    private ExactMetrics(ModelShape shape, int bytesPerParameter, SearchSpec spec, @Nullable DeviceModels models) {
        this.shape = shape;
        this.bytesPerParameter = bytesPerParameter;
        this.deployment = spec.deployment();
        this.models = models;
        this.known = spec.computed().stream()
                .filter(metric -> models != null || !Metrics.LATENCIES.contains(metric))
                .toList();
    }

    /**
     * The metrics of a spec.
     *
     * @param shape the full network; FLOPs are those of one sequence as long as its context
     * @param profile of the device; null where there is none, or none yet
     */
    static ExactMetrics of(ModelShape shape, SearchSpec spec, @Nullable DeviceProfile profile) {
        DeploymentSpec deployment = spec.deployment();
        DeviceModels models =
                deployment == null || profile == null || !deployment.latency().isComputed()
                        ? null
                        : DeviceModels.of(profile, deployment.latency(), shape);
        return new ExactMetrics(shape, NumberBytes.of(spec.dtype()), spec, models);
    }

    /** All that can be computed. */
    List<String> known() {
        return known;
    }

    boolean knows(String metric) {
        return known.contains(metric);
    }

    double of(String metric, Architecture architecture) {
        return layered(metric).of(architecture);
    }

    LayerMetric layered(String metric) {
        return switch (metric) {
            case Metrics.PARAMETERS -> LayerMetric.ofCounts(a -> Cost.parameters(shape, a));
            case Metrics.BYTES -> LayerMetric.ofCounts(this::weightBytes);
            case Metrics.FLOPS -> LayerMetric.ofCounts(a -> Cost.flops(shape, a, shape.context()));
            case Metrics.KV_BYTES -> LayerMetric.ofCounts(this::cacheBytes);
            case Metrics.MEMORY_BYTES -> memory();
            case Metrics.PREFILL_MS -> latency(needed(models).prefill());
            case Metrics.DECODE_MS -> latency(needed(models).decode());
            default -> throw new IllegalArgumentException(metric + " is not an exact metric");
        };
    }

    private LayerMetric latency(DeviceModel model) {
        return LayerMetric.ofFractions(a -> model.ms(a), NANOS_PER_MS);
    }

    private double weightBytes(Architecture architecture) {
        return Cost.bytes(shape, architecture, bytesPerParameter);
    }

    private double cacheBytes(Architecture architecture) {
        DeploymentSpec use = needed(deployment);
        return Cost.kvBytes(shape, architecture, use.context(), use.batch(), bytesPerParameter);
    }

    private LayerMetric memory() {
        DeploymentSpec use = needed(deployment);
        return new LayerMetric(
                a -> weightBytes(a) + cacheBytes(a),
                layer -> Activations.bytes(shape, layer, use.batch(), use.prompt(), bytesPerParameter),
                1);
    }

    private static <T> T needed(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the metric is not known without a deployment, or without a profile");
        }
        return value;
    }
}
