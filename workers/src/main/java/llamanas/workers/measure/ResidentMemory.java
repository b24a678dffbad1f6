package llamanas.workers.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process that is its own: resident, without pages shared with files. */
public final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ResidentMemory() {}

    /** Anonymous resident bytes on Linux; 0 where the host does not say. */
    public static long bytes() {
        return kilobytes("RssAnon:") * 1024;
    }

    /** The largest resident set so far, pages of mapped files included, in bytes; 0 where the host does not say. */
    public static long peakBytes() {
        return kilobytes("VmHWM:") * 1024;
    }

    private static long kilobytes(String key) {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(key))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
