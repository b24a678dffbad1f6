package llamanas.workers.measure;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.search.DeviceTimings;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.SearchSpace;
import llamanas.workers.llama.LlamaModel;
import llamanas.workers.llama.Subnetwork;

/**
 * Measures a device with the sub-networks of one model, so that the latency of others can be computed.
 *
 * @param subnetworks makes the one of an architecture; who uses it closes it
 * @param threads of one operation, on a CPU
 */
public record DeviceTimer(
        LlamaModel model, Function<Architecture, Subnetwork> subnetworks, DeploymentSpec deployment, int threads) {
    /** A few runs at a time, as each sub-network is come back to: so few that the interval begins at the fastest. */
    private static final Precision GLANCE = new Precision(0.95, 0.01, 1, 5, 5);

    /**
     * Measures the device's limits, then sub-networks; blocks until that is done, alone on the device while something runs.
     *
     * @param by who measures, from the milliseconds that it took
     * @param progress told after each sub-network
     * @throws llamanas.protocol.InvalidInputException where the model can't be deployed so, or the space is too small
     */
    public DeviceTimings time(
            SearchSpace space,
            DeviceCalibration calibration,
            long seed,
            LongFunction<Provenance> by,
            Consumer<PrepareProgress> progress) {
        long start = System.nanoTime();
        model.config().requireContext(deployment.prompt(), deployment.generate());
        MachineLimits limits = MachineLimits.measure(model.kernels(), model.dtype(), threads);
        LatencyMeter meter = new DeploymentMeter(
                model, subnetworks, deployment, new DeploymentMeter.Settings(GLANCE, threads, null));
        DeviceCalibration.Runs runs = calibration.run(space, meter, seed, progress);
        long millis = (System.nanoTime() - start) / 1_000_000;
        return new DeviceTimings(
                deployment,
                limits.flops(),
                limits.bandwidth(),
                runs.designed(),
                runs.mixed(),
                runs.heldOut(),
                runs.halves(),
                by.apply(millis));
    }
}
