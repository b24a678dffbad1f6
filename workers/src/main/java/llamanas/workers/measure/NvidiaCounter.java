package llamanas.workers.measure;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import llamanas.protocol.InvalidInputException;

/**
 * Energy of an NVIDIA GPU since its driver was loaded, as the management library (NVML) counts it: Volta and newer. Untested: there
 * was no GPU on the machines that this was built on.
 */
final class NvidiaCounter implements EnergyCounter {
    private static final String LIBRARY = "nvidia-ml";

    private final Nvml nvml;
    private final Pointer device;
    private final int index;

    /** The part of {@code libnvidia-ml} that is called; each function gives 0 or an error. */
    interface Nvml extends Library {
        int nvmlInit_v2();

        int nvmlShutdown();

        int nvmlDeviceGetHandleByIndex_v2(int index, PointerByReference device);

        /** In millijoules. */
        int nvmlDeviceGetTotalEnergyConsumption(Pointer device, LongByReference energy);
    }

    private NvidiaCounter(Nvml nvml, Pointer device, int index) {
        this.nvml = nvml;
        this.device = device;
        this.index = index;
    }

    /**
     * Opens the counter of a GPU.
     *
     * @param index as CUDA counts it, which is NVML's where CUDA_DEVICE_ORDER is PCI_BUS_ID and no device is hidden
     * @throws InvalidInputException where the driver or the GPU has none
     */
    static NvidiaCounter open(int index) {
        Nvml nvml;
        try {
            nvml = Native.load(LIBRARY, Nvml.class);
        } catch (UnsatisfiedLinkError e) {
            throw new InvalidInputException(
                    "energy: this host has no lib" + LIBRARY + ", which comes with NVIDIA's driver; leave energy out",
                    e);
        }
        require(nvml.nvmlInit_v2(), "NVML does not start", index);
        PointerByReference handle = new PointerByReference();
        require(nvml.nvmlDeviceGetHandleByIndex_v2(index, handle), "NVML does not know it", index);
        NvidiaCounter counter = new NvidiaCounter(nvml, handle.getValue(), index);
        counter.joules();
        return counter;
    }

    private static void require(int status, String what, int index) {
        if (status != 0) {
            throw new InvalidInputException(
                    "energy of gpu:" + index + ": " + what + " (NVML error " + status + "); leave energy out");
        }
    }

    @Override
    public double joules() {
        LongByReference energy = new LongByReference();
        require(nvml.nvmlDeviceGetTotalEnergyConsumption(device, energy), "it has no energy counter", index);
        return energy.getValue() / 1e3;
    }

    @Override
    public String source() {
        return "NVML: gpu " + index;
    }

    @Override
    public void close() {
        nvml.nvmlShutdown();
    }
}
