package llamanas.engine.app;

import llamanas.protocol.search.Provenance;
import llamanas.workers.agent.DeviceName;
import llamanas.workers.llama.CpuFlags;

/** This process, as provenance names it. */
final class Here {
    private Here() {}

    /**
     * Of something that this process makes; hashes and duration are for others to fill in.
     *
     * @param device empty where nothing is computed on one
     */
    static Provenance provenance(String device, String dtype) {
        int threads = Integer.getInteger(
                "ai.djl.pytorch.num_threads", Runtime.getRuntime().availableProcessors());
        return new Provenance(Evaluators.processName(), device, dtype, threads, Version.current(), "", "", 0)
                .withInstructionSets(isCpu(device) ? CpuFlags.instructionSets() : null);
    }

    private static boolean isCpu(String device) {
        return device.isEmpty() || !DeviceName.parse(device).isGpu();
    }
}
