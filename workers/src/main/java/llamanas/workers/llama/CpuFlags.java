package llamanas.workers.llama;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the CPU can do, as Linux lists it. */
final class CpuFlags {
    private static final Path FILE = Path.of("/proc/cpuinfo");
    private static final Set<String> FLAGS = read();

    private CpuFlags() {}

    static boolean has(String flag) {
        return FLAGS.contains(flag);
    }

    /** Whether it has instructions for products of bfloat16. */
    static boolean multipliesBfloat16() {
        return has("avx512_bf16") || has("amx_bf16");
    }

    /** Of the first core; empty where there is no such file. */
    private static Set<String> read() {
        try (Stream<String> lines = Files.lines(FILE)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line -> Arrays.stream(line.split("\\s+")).collect(Collectors.toSet()))
                    .orElse(Set.of());
        } catch (IOException e) {
            return Set.of();
        }
    }
}
