package llamanas.workers.train;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * How much memory a training can have. On a CPU what Linux says is available, or what the process's control group
 * (version 2) has left where that is less. On a GPU what CUDA says is free (untested: no GPU was at hand). Where nobody
 * says, there is no limit.
 */
public final class AvailableMemory {
    private static final String AVAILABLE = "MemAvailable:";
    private static final String UNLIMITED = "max";
    private static final long KIBI = 1024;

    private final Path proc;
    private final Path groups;

    /**
     * @param proc usually {@code /proc}
     * @param groups usually {@code /sys/fs/cgroup}
     */
    AvailableMemory(Path proc, Path groups) {
        this.proc = proc;
        this.groups = groups;
    }

    /** In bytes. */
    public static long bytes(Device device) {
        return device.isGpu()
                ? free(CudaUtils.getGpuMemory(device))
                : new AvailableMemory(Path.of("/proc"), Path.of("/sys/fs/cgroup")).bytes();
    }

    private static long free(MemoryUsage gpu) {
        return gpu.getMax() - gpu.getCommitted();
    }

    /** Of the host, in bytes; {@link Long#MAX_VALUE} where it does not say. */
    long bytes() {
        return Math.min(host(), group());
    }

    private long host() {
        return lines(proc.resolve("meminfo"))
                .filter(line -> line.startsWith(AVAILABLE))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBI)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /** The least that this process's group or one above it has left. */
    private long group() {
        String own = lines(proc.resolve("self/cgroup"))
                .filter(line -> line.startsWith("0::/"))
                .map(line -> line.substring("0::/".length()))
                .findFirst()
                .orElse("");
        Path group = groups;
        long least = left(group);
        for (Path name : Path.of(own)) {
            group = group.resolve(name);
            least = Math.min(least, left(group));
        }
        return least;
    }

    private long left(Path group) {
        long limit = number(group.resolve("memory.max"));
        // Pages of files count as used, but are given back when memory is asked for.
        long files = lines(group.resolve("memory.stat"))
                .filter(line -> line.startsWith("file "))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
        long used = number(group.resolve("memory.current"));
        return limit == Long.MAX_VALUE || used == Long.MAX_VALUE
                ? limit
                : Math.max(0, limit - Math.max(0, used - files));
    }

    private static long number(Path file) {
        return lines(file)
                .filter(line -> !line.equals(UNLIMITED))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            return Stream.of();
        }
    }
}
