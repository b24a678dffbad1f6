package llamanas.workers.measure;

import ai.djl.Device;
import java.nio.file.Path;
import llamanas.protocol.InvalidInputException;

/** Energy that a device has used, as its host counts it. Not thread-safe. */
public interface EnergyCounter extends AutoCloseable {
    /** Joules since some moment in the past; never falls. Asked for often enough, it takes no wrap-around for a jump back. */
    double joules();

    /** What is counted, for people. */
    String source();

    /**
     * The counter of a device.
     *
     * @throws InvalidInputException where the host has none, or does not let this process read it; the message says which
     */
    static EnergyCounter of(Device device) {
        return device.isGpu()
                ? NvidiaCounter.open(device.getDeviceId())
                : RaplCounter.open(Path.of("/sys/class/powercap"));
    }

    @Override
    void close();
}
