package llamanas.workers.measure;

import llamanas.workers.llama.CpuInfo;

/** What computes here, by the name that its maker gave it. */
public final class Processor {
    private Processor() {}

    /** Of the CPU, as Linux has it, with the number of cores; the architecture's name where Linux does not say (ARM). */
    public static String name() {
        int cores = Runtime.getRuntime().availableProcessors();
        String model = CpuInfo.first("model name").orElse(System.getProperty("os.arch"));
        return model + ", " + cores + (cores == 1 ? " core" : " cores");
    }
}
