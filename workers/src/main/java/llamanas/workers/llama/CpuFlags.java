package llamanas.workers.llama;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the CPU can do, as Linux lists it. */
public final class CpuFlags {
    /** What kernels are chosen by, and so what results round by, the smallest first. */
    private static final List<String> DECISIVE = List.of(
            "sse4_2",
            "avx",
            "fma",
            "avx2",
            "avx512f",
            "avx512bw",
            "avx512vl",
            "avx512_vnni",
            "avx512_bf16",
            "avx512_fp16",
            "avx_vnni",
            "amx_tile",
            "amx_int8",
            "amx_bf16");

    private static final Set<String> FLAGS = read();

    private CpuFlags() {}

    static boolean has(String flag) {
        return FLAGS.contains(flag);
    }

    /** The instruction sets that matter to results, separated by spaces; null where nobody says what there is. */
    public static @Nullable String instructionSets() {
        String sets = DECISIVE.stream().filter(CpuFlags::has).collect(Collectors.joining(" "));
        return sets.isEmpty() ? null : sets;
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
