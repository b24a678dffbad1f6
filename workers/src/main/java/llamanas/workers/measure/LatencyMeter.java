package llamanas.workers.measure;

import llamanas.protocol.space.Architecture;

/**
 * Runs sub-networks on a device as they would be deployed, and says how long that takes. Deployment, dtype, threads, warm-up and
 * statistics are the meter's, so that all that one meter says can be compared.
 */
public interface LatencyMeter {
    /**
     * Measures one sub-network from end to end, alone on the device; blocks until that is done.
     *
     * @throws llamanas.protocol.InvalidInputException where it does not fit the model, or can't run on the device
     * @throws DeviceLock.BusyException where the device is not free for too long
     */
    Latency measure(Architecture architecture);
}
