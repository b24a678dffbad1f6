package llamanas.workers.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import llamanas.protocol.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On made-up powercap folders. */
class EnergyCounterTest {
    @TempDir
    private Path root;

    private Path zone(String folder, String name, long energy) throws IOException {
        Path zone = Files.createDirectories(root.resolve(folder));
        Files.writeString(zone.resolve("name"), name + "\n");
        Files.writeString(zone.resolve("max_energy_range_uj"), "1000000000\n");
        return set(zone, energy);
    }

    private static Path set(Path zone, long energy) throws IOException {
        Files.writeString(zone.resolve("energy_uj"), energy + "\n");
        return zone;
    }

    @Test
    void packagesAndMemoryAreAddedAndPartsAreNot() throws IOException {
        Path first = zone("intel-rapl:0", "package-0", 5_000_000);
        Path cores = zone("intel-rapl:0:0", "core", 1_000_000);
        Path memory = zone("intel-rapl:0:1", "dram", 2_000_000);
        Path second = zone("intel-rapl:1", "package-1", 7_000_000);
        Path board = zone("intel-rapl:2", "psys", 9_000_000);
        zone("intel-rapl-mmio:0", "package-0", 5_000_000);
        try (RaplCounter counter = RaplCounter.open(root)) {
            assertThat(counter.joules()).isZero();
            set(first, 6_500_000);
            set(cores, 90_000_000);
            set(memory, 2_250_000);
            set(second, 8_000_000);
            set(board, 900_000_000);
            assertThat(counter.joules()).isCloseTo(2.75, within(1e-9));
            assertThat(counter.source()).isEqualTo("RAPL: package-0, dram, package-1");
        }
    }

    @Test
    void aCounterThatBeganAgainGoesOn() throws IOException {
        Path zone = zone("intel-rapl:0", "package-0", 999_000_000);
        try (RaplCounter counter = RaplCounter.open(root)) {
            set(zone, 500_000);
            assertThat(counter.joules()).isCloseTo(1.5, within(1e-9));
            set(zone, 700_000);
            assertThat(counter.joules()).isCloseTo(1.7, within(1e-9));
        }
    }

    @Test
    void aHostWithoutACounterIsRefused() throws IOException {
        assertThatThrownBy(() -> RaplCounter.open(root.resolve("none")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("this host has no counter")
                .hasMessageContaining("leave energy out");
        zone("intel-rapl:0", "psys", 1);
        assertThatThrownBy(() -> RaplCounter.open(root)).hasMessageContaining("this host has no counter");
    }

    @Test
    void aCounterThatCannotBeReadIsNamed() throws IOException {
        Path zone = zone("intel-rapl:0", "package-0", 1);
        Files.delete(zone.resolve("energy_uj"));
        assertThatThrownBy(() -> RaplCounter.open(root))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(zone.resolve("energy_uj") + " can't be read");
        Files.writeString(zone.resolve("energy_uj"), "much\n");
        assertThatThrownBy(() -> RaplCounter.open(root)).hasMessageContaining("says 'much', expected microjoules");
    }

    @Test
    void aGpuWithoutADriverIsRefused() {
        assertThatThrownBy(() -> NvidiaCounter.open(63))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("leave energy out");
    }
}
