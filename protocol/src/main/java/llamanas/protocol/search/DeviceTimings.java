package llamanas.protocol.search;

import java.util.List;
import llamanas.protocol.space.Architecture;

/**
 * What was measured of a device to know it by, all in one run: the facts that models of its latency are fitted to.
 *
 * @param deployment that sub-networks were measured in
 * @param peakFlops floating point operations a second of the fastest matrix product, in the dtype of the provenance
 * @param bandwidth bytes a second that are read from memory
 * @param designed sub-networks that tell kinds of blocks apart; not all are in the space
 * @param mixed random sub-networks of the space
 * @param heldOut other random sub-networks of the space, which nothing is fitted to
 * @param halves these once more, by either half of the sweeps alone, which says how well a measurement repeats; empty where there was
 *     one sweep
 * @param provenance who measured, and how long it took
 */
public record DeviceTimings(
        DeploymentSpec deployment,
        double peakFlops,
        double bandwidth,
        List<Timing> designed,
        List<Timing> mixed,
        List<Timing> heldOut,
        List<List<Timing>> halves,
        Provenance provenance) {
    /**
     * A sub-network that ran on the device from end to end, as it would be deployed.
     *
     * @param prefillMs milliseconds for the prompt
     * @param decodeMs milliseconds of a decoding step
     */
    public record Timing(Architecture architecture, double prefillMs, double decodeMs) {}

    public DeviceTimings {
        designed = List.copyOf(designed);
        mixed = List.copyOf(mixed);
        heldOut = List.copyOf(heldOut);
        halves = halves == null ? List.of() : List.copyOf(halves);
    }

    /** The same, for a deployment that differs from this one in nothing that was measured. */
    public DeviceTimings in(DeploymentSpec other) {
        return new DeviceTimings(other, peakFlops, bandwidth, designed, mixed, heldOut, halves, provenance);
    }
}
