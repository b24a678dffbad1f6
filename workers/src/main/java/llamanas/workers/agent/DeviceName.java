package llamanas.workers.agent;

import ai.djl.Device;
import llamanas.protocol.InvalidInputException;

/** Device names as users write them: {@code cpu}, {@code gpu} or {@code gpu:N}. */
public final class DeviceName {
    private DeviceName() {}

    /** The name of a device. */
    public static String of(Device device) {
        return device.isGpu() ? "gpu:" + device.getDeviceId() : "cpu";
    }

    /**
     * @throws InvalidInputException where the name means nothing
     */
    public static Device parse(String name) {
        if (name.equals("cpu")) {
            return Device.cpu();
        }
        if (name.equals("gpu")) {
            return Device.gpu(0);
        }
        if (name.matches("gpu:\\d{1,3}")) {
            return Device.gpu(Integer.parseInt(name.substring(4)));
        }
        throw new InvalidInputException("device '" + name + "' is unknown; expected cpu, or gpu:0, gpu:1, ..");
    }
}
