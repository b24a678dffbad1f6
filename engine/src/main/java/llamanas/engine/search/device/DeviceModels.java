package llamanas.engine.search.device;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import llamanas.engine.search.device.Roofline.Limits;
import llamanas.engine.search.predict.Accuracy;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.search.DeploymentSpec.Latency;
import llamanas.protocol.search.DeviceProfile;
import llamanas.protocol.search.DeviceProfile.Quality;
import llamanas.protocol.search.DeviceProfile.Stage;
import llamanas.protocol.search.DeviceProfile.Table;
import llamanas.protocol.search.DeviceTimings;
import llamanas.protocol.search.DeviceTimings.Timing;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.NumberBytes;

/**
 * Both latencies of the sub-networks of a model on a device, and how a profile of a device is made. Everything is a function
 * of what was measured.
 *
 * @param prefill milliseconds of the prompt
 * @param decode milliseconds of a decoding step
 */
public record DeviceModels(DeviceModel prefill, DeviceModel decode) {
    private static final List<Latency> COMPUTED =
            Stream.of(Latency.values()).filter(Latency::isComputed).toList();

    /**
     * The models that a deployment asks for.
     *
     * @param latency a computed one
     */
    public static DeviceModels of(DeviceProfile profile, Latency latency, ModelShape shape) {
        int numberBytes = NumberBytes.of(profile.provenance().dtype());
        DeploymentSpec deployment = profile.deployment();
        Limits limits = new Limits(profile.peakFlops(), profile.bandwidth());
        return new DeviceModels(
                model(limits, profile.prefill(), latency, Workload.prefill(shape, deployment, numberBytes)),
                model(limits, profile.decode(), latency, Workload.decode(shape, deployment, numberBytes)));
    }

    private static DeviceModel model(Limits limits, Stage stage, Latency latency, Workload workload) {
        return switch (latency) {
            case ROOFLINE -> new Roofline(workload, limits, stage.overhead());
            case TABLE -> new LatencyTable(stage.table());
            case LEARNED -> new CorrectedTable(workload.shape(), new LatencyTable(stage.table()), stage.correction());
            case MEASURED -> throw new IllegalArgumentException("what is measured has no model");
        };
    }

    /**
     * Fits all models to what was measured of a device, and says how well each does on the held-out sub-networks.
     */
    public static DeviceProfile fit(DeviceTimings timings, ModelShape shape) {
        int numberBytes = NumberBytes.of(timings.provenance().dtype());
        DeploymentSpec deployment = timings.deployment();
        int networks = timings.designed().size()
                + timings.mixed().size()
                + timings.heldOut().size();
        return new DeviceProfile(
                deployment,
                timings.peakFlops(),
                timings.bandwidth(),
                stage(timings, Workload.prefill(shape, deployment, numberBytes), Timing::prefillMs),
                stage(timings, Workload.decode(shape, deployment, numberBytes), Timing::decodeMs),
                networks,
                timings.provenance());
    }

    private static Stage stage(DeviceTimings timings, Workload workload, ToDoubleFunction<Timing> ms) {
        ModelShape shape = workload.shape();
        Limits limits = new Limits(timings.peakFlops(), timings.bandwidth());
        Table table = LatencyTable.fit(timings.designed(), ms);
        Stage fitted = new Stage(
                Roofline.fit(workload, limits, timings.designed(), ms),
                table,
                CorrectedTable.fit(shape, new LatencyTable(table), timings.mixed(), ms),
                Map.of());
        Map<String, Quality> quality = new TreeMap<>();
        for (Latency latency : COMPUTED) {
            DeviceModel model = model(limits, fitted, latency, workload);
            quality.put(latency.label(), quality(model::ms, timings.heldOut(), ms));
        }
        if (!timings.halves().isEmpty()) {
            quality.put(Stage.REPEAT, repeated(timings.halves(), ms));
        }
        return new Stage(fitted.overhead(), fitted.table(), fitted.correction(), quality);
    }

    /** What one half of the sweeps says of the other. */
    private static Quality repeated(List<List<Timing>> halves, ToDoubleFunction<Timing> ms) {
        Map<Architecture, Double> other = new HashMap<>();
        halves.get(1).forEach(timing -> other.put(timing.architecture(), ms.applyAsDouble(timing)));
        return quality(architecture -> Objects.requireNonNull(other.get(architecture)), halves.get(0), ms);
    }

    private static Quality quality(
            ToDoubleFunction<Architecture> model, List<Timing> heldOut, ToDoubleFunction<Timing> ms) {
        double[] measured = heldOut.stream().mapToDouble(ms).toArray();
        double[] computed = heldOut.stream()
                .mapToDouble(timing -> model.applyAsDouble(timing.architecture()))
                .toArray();
        double bias = IntStream.range(0, measured.length)
                .mapToDouble(i -> (computed[i] - measured[i]) / measured[i])
                .average()
                .orElse(Double.NaN);
        Accuracy accuracy = Accuracy.of(computed, measured);
        return new Quality(accuracy.mape(), accuracy.tau(), bias, measured.length);
    }
}
