package llamanas.workers.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import llamanas.workers.Fuzz;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spoilt tables, packed ones, and their headers. */
class TableFuzzTest {
    @TempDir
    private Path folder;

    private static byte[] spoilt(Random random) {
        return Fuzz.bytes(Tables.CSV.getBytes(StandardCharsets.UTF_8), random);
    }

    private static byte[] packed(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private Path written(String name, byte[] input) throws IOException {
        TableHeader.write(folder.resolve(name), Tables.HEADER);
        return Files.write(folder.resolve(name), input);
    }

    @Test
    void tables() {
        Fuzz.each(Fuzz.INPUTS, TableFuzzTest::spoilt, input -> {
            Path table = written("t.csv", input);
            EvaluatedTable.readCutOff(table);
            assertThat(EvaluatedTable.completeBytes(table)).isNotNegative();
        });
    }

    @Test
    void packedTables() {
        byte[] right = packed(Tables.CSV.getBytes(StandardCharsets.UTF_8));
        Fuzz.each(Fuzz.INPUTS, random -> Fuzz.bytes(right, random), input -> assertThat(
                        EvaluatedTable.read(written("t.csv.gz", input)).rows())
                .isNotNull());
    }

    @Test
    void headers() throws IOException {
        Path table = written("t.csv", Tables.CSV.getBytes(StandardCharsets.UTF_8));
        String right = TableHeader.text(Tables.HEADER);
        Fuzz.each(Fuzz.INPUTS, random -> Fuzz.json(right, random), input -> {
            Files.write(TableHeader.file(table), input);
            EvaluatedTable.read(table);
        });
    }

    @Test
    void findsAFaultInAReaderOfTables() {
        assertThatThrownBy(() -> Fuzz.each(Fuzz.INPUTS, TableFuzzTest::spoilt, input -> {
                    String text = TableFile.text(written("t.csv", input));
                    List<List<String>> records = CsvText.complete(text);
                    records.forEach(record -> assertThat(record.get(6)).isNotNull());
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("at seed");
    }
}
