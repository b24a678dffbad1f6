package llamanas.workers.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What computes here, by the name that its maker gave it. */
public final class Processor {
    private static final Path FILE = Path.of("/proc/cpuinfo");

    private Processor() {}

    /** Of the CPU, as Linux has it, with the number of cores; the architecture's name where Linux does not say (ARM). */
    public static String name() {
        int cores = Runtime.getRuntime().availableProcessors();
        return model() + ", " + cores + (cores == 1 ? " core" : " cores");
    }

    private static String model() {
        try (Stream<String> lines = Files.lines(FILE)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
