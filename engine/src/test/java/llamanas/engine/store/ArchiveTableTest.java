package llamanas.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import llamanas.engine.app.Fixtures;
import llamanas.engine.coordinator.Archive;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTableTest {
    /** As long as they are in earnest. */
    private static final String MODEL = "sha256:" + "0f".repeat(32);

    private static final Archive.Conditions HERE = new Archive.Conditions(MODEL, "d", "gpu:1", "float32");

    @TempDir
    Path data;

    @Test
    void aSubnetworkIsOneRowUnderItsConditionsHoweverOftenItIsKept() throws IOException {
        Archive.Entry first = entry(HERE, 0, null, "first", 7);
        Archive.Entry again = entry(HERE, 0, measurement(9), "second", 8);
        Archive.Entry elsewhere = entry(new Archive.Conditions(MODEL, "other", "gpu", "float32"), 0, null, "third", 1);
        try (JournalDatabase database = open()) {
            Archive archive = new ArchiveTable(database);
            archive.keep(List.of(first, first));
            archive.keep(List.of(again, elsewhere));
            archive.keep(List.of());
        }
        try (JournalDatabase database = open()) {
            List<Archive.Entry> found = new ArchiveTable(database).recall(HERE, 10);
            assertThat(found)
                    .as("the first measurement stays, and gets the report that it had not")
                    .containsExactly(entry(HERE, 0, measurement(9), "first", 7));
            assertThat(found.get(0).conditions().device()).isEqualTo("gpu");
        }
    }

    @Test
    void readsAreBoundedAndBeginWithTheOldest() throws IOException {
        List<Archive.Entry> many = new ArrayList<>();
        for (int i = 0; i < 1100; i++) {
            many.add(entry(HERE, i, null, "s", i));
        }
        try (JournalDatabase database = open()) {
            Archive archive = new ArchiveTable(database);
            archive.keep(many);
            assertThat(archive.recall(HERE, 3)).isEqualTo(many.subList(0, 3));
            assertThat(archive.recall(HERE, 5000)).isEqualTo(many);
        }
    }

    private JournalDatabase open() {
        return JournalDatabase.open(Fixtures.settings(data, 0, 0, 1));
    }

    private static Archive.Entry entry(
            Archive.Conditions conditions, int index, Measurement report, String search, int candidate) {
        int[] genes = {2, 0, 0, 0, 0, 0, 0};
        for (int gene = 1, rest = index; gene < genes.length; gene++, rest /= 4) {
            genes[gene] = rest % 4;
        }
        Architecture architecture = Fixtures.SPACE.architecture(Genome.of(genes));
        return new Archive.Entry(conditions, architecture, measurement(index), report, search, candidate);
    }

    private static Measurement measurement(double value) {
        return new Measurement(
                Map.of("t.nats_per_token", value), new Provenance("w", "gpu:1", "float32", 1, "v", "m", "d", 5));
    }
}
