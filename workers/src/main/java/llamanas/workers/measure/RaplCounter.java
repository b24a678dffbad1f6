package llamanas.workers.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import llamanas.protocol.InvalidInputException;

/**
 * Energy of a Linux host's processors and their memory (RAPL, running average power limit), as the kernel's powercap folders
 * give it: {@code intel-rapl:0} is a processor package, {@code intel-rapl:0:1} a part of it. Packages hold their cores; memory
 * ({@code dram}) is beside them. Each counter counts microjoules up to {@code max_energy_range_uj} and begins again at 0.
 */
final class RaplCounter implements EnergyCounter {
    private static final String ENERGY = "energy_uj";
    private static final String RANGE = "max_energy_range_uj";

    private final List<Zone> zones;

    private RaplCounter(List<Zone> zones) {
        this.zones = zones;
    }

    /**
     * Opens all counters that do not overlap.
     *
     * @param root the folder of the powercap classes
     * @throws InvalidInputException where there is none, or one can't be read
     */
    static RaplCounter open(Path root) {
        List<Zone> zones = new ArrayList<>();
        for (Path folder : folders(root)) {
            String name = text(folder.resolve("name"));
            if (name.startsWith("package") || name.equals("dram")) {
                zones.add(new Zone(name, folder.resolve(ENERGY), number(folder.resolve(RANGE))));
            }
        }
        if (zones.isEmpty()) {
            throw new InvalidInputException("energy: this host has no counter (found no package in " + root
                    + "/intel-rapl*; virtual machines rarely have one); leave energy out");
        }
        return new RaplCounter(zones);
    }

    private static List<Path> folders(Path root) {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("intel-rapl:"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new InvalidInputException(
                    "energy: " + file + " can't be read (" + e.getClass().getSimpleName()
                            + "); run as root, or: sudo chmod a+r " + file,
                    e);
        }
    }

    private static long number(Path file) {
        String found = text(file);
        try {
            return Long.parseLong(found);
        } catch (NumberFormatException e) {
            throw new InvalidInputException("energy: " + file + " says '" + found + "', expected microjoules", e);
        }
    }

    @Override
    public double joules() {
        return zones.stream().mapToDouble(Zone::joules).sum();
    }

    @Override
    public String source() {
        return "RAPL: "
                + String.join(", ", zones.stream().map(zone -> zone.name).toList());
    }

    @Override
    public void close() {
        // Nothing is held open between two looks.
    }

    /** One counter. */
    private static final class Zone {
        private final String name;
        private final Path energy;
        private final long range;
        private long last;
        private long sum;

        Zone(String name, Path energy, long range) {
            this.name = name;
            this.energy = energy;
            this.range = range;
            this.last = number(energy);
        }

        double joules() {
            long now = number(energy);
            sum += now >= last ? now - last : now - last + range;
            last = now;
            return sum / 1e6;
        }
    }
}
