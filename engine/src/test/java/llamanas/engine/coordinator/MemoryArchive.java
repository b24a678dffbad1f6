package llamanas.engine.coordinator;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llamanas.protocol.space.Architecture;

/** An archive in memory, which can be made to fail. */
final class MemoryArchive implements Archive {
    private record Key(Conditions conditions, Architecture architecture) {}

    private final Map<Key, Entry> entries = new LinkedHashMap<>();
    private int failures;

    /** The next calls fail. */
    synchronized void failing(int times) {
        failures = times;
    }

    @Override
    public synchronized void keep(List<Entry> more) throws IOException {
        fail();
        more.forEach(entry -> entries.merge(
                new Key(entry.conditions(), entry.architecture()),
                entry,
                (old, one) -> old.report() == null && one.report() != null
                        ? new Entry(
                                old.conditions(),
                                old.architecture(),
                                old.measurement(),
                                one.report(),
                                old.search(),
                                old.candidate())
                        : old));
    }

    @Override
    public synchronized List<Entry> recall(Conditions conditions, int most) throws IOException {
        fail();
        return entries.values().stream()
                .filter(entry -> entry.conditions().equals(conditions))
                .limit(most)
                .toList();
    }

    private void fail() throws IOException {
        if (failures > 0) {
            failures--;
            throw new IOException("the disk is full");
        }
    }
}
