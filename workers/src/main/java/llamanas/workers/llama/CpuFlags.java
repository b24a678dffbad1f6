package llamanas.workers.llama;

import java.util.Arrays;
import java.util.Set;

/** What the CPU can do, as Linux lists it. */
final class CpuFlags {
    private static final Set<String> FLAGS = read();

    private CpuFlags() {}

    static boolean has(String flag) {
        return FLAGS.contains(flag);
    }

    /** Whether it has instructions for products of bfloat16. */
    static boolean multipliesBfloat16() {
        return has("avx512_bf16") || has("amx_bf16");
    }

    private static Set<String> read() {
        return CpuInfo.first("flags")
                .map(flags -> Set.copyOf(Arrays.asList(flags.split("\\s+"))))
                .orElse(Set.of());
    }
}
