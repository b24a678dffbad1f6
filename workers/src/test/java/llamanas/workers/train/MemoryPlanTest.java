package llamanas.workers.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.TrainSpec;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.LlamaConfig;
import llamanas.workers.llama.ModelPresets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryPlanTest {
    private static final LlamaConfig LLAMA = ModelPresets.llama2With7B(32);
    private static final long PARAMETERS = 6_738_415_616L;
    private static final long DEVICE = 80_000_000_000L;

    private static TrainingSize size(int rank, int batch) {
        TrainingSize.Loaded twice = new TrainingSize.Loaded(2 * 2 * PARAMETERS, 0);
        return new TrainingSize(Dtype.BFLOAT16, rank, batch, 4096, true, true, twice);
    }

    @Test
    void adaptersOfASevenBillionModelFitOneDeviceAndAllWeightsDoNot() {
        MemoryPlan lora = MemoryPlan.choose(LLAMA, size(16, 1), TrainSpec.AUTO, DEVICE);
        assertThat(lora.total()).isBetween(DEVICE / 2, DEVICE);
        assertThatThrownBy(() -> MemoryPlan.choose(LLAMA, size(0, 1), TrainSpec.AUTO, DEVICE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("74.5 GiB that are free")
                .hasMessageContaining("mode = lora");
    }

    @Test
    void whatIsTrainedCountsSixteenBytesANumberBesideTheWeights() {
        MemoryPlan plan = MemoryPlan.of(LLAMA, size(0, 1), false);
        assertThat(bytes(plan, "weights computed with")).isEqualTo(2 * PARAMETERS);
        assertThat(bytes(plan, "float32 masters")).isEqualTo(4 * PARAMETERS);
        assertThat(bytes(plan, "gradients")).isEqualTo(4 * PARAMETERS);
        assertThat(bytes(plan, "moments of AdamW")).isEqualTo(8 * PARAMETERS);
    }

    @Test
    void activationsAreKeptWhereTheyFitUnlessTheSpecSaysOtherwise() {
        long kept = MemoryPlan.of(LLAMA, size(16, 1), true).total();
        long again = MemoryPlan.of(LLAMA, size(16, 1), false).total();
        assertThat(again).isLessThan(kept);
        assertThat(MemoryPlan.choose(LLAMA, size(16, 1), TrainSpec.AUTO, kept).keeps())
                .isTrue();
        assertThat(MemoryPlan.choose(LLAMA, size(16, 1), TrainSpec.AUTO, kept - 1)
                        .keeps())
                .isFalse();
        assertThat(MemoryPlan.choose(LLAMA, size(16, 1), TrainSpec.ON, kept).keeps())
                .isFalse();
        assertThatThrownBy(() -> MemoryPlan.choose(LLAMA, size(16, 1), TrainSpec.OFF, kept - 1))
                .hasMessageContaining("checkpointing = on");
        assertThatThrownBy(() -> MemoryPlan.choose(LLAMA, size(16, 8), TrainSpec.ON, again))
                .hasMessageContaining("a smaller batch (now 8)");
    }

    @Test
    void theProcessMayHaveLessThanTheHost(@TempDir Path root) throws IOException {
        Path proc = Files.createDirectories(root.resolve("proc/self")).getParent();
        Path group = Files.createDirectories(root.resolve("groups/a/b"));
        AvailableMemory memory = new AvailableMemory(proc, root.resolve("groups"));
        assertThat(memory.bytes()).as("nobody says").isEqualTo(Long.MAX_VALUE);
        Files.writeString(proc.resolve("meminfo"), "MemTotal: 9 kB\nMemAvailable:    4000 kB\n");
        Files.writeString(proc.resolve("self/cgroup"), "0::/a/b\n");
        Files.writeString(group.resolve("memory.max"), "max\n");
        assertThat(memory.bytes()).isEqualTo(4_096_000);
        Files.writeString(group.resolveSibling("memory.max"), "1000000\n");
        assertThat(memory.bytes()).as("limit of the group above").isEqualTo(1_000_000);
        Files.writeString(group.resolve("memory.max"), "900000\n");
        Files.writeString(group.resolve("memory.current"), "500000\n");
        Files.writeString(group.resolve("memory.stat"), "anon 300000\nfile 200000\n");
        assertThat(memory.bytes()).as("file pages are given back").isEqualTo(600_000);
    }

    private static long bytes(MemoryPlan plan, String name) {
        return plan.lines().stream()
                .filter(line -> line.name().equals(name))
                .mapToLong(MemoryPlan.Line::bytes)
                .sum();
    }
}
