package llamanas.workers.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluatedTableTest {
    @TempDir
    Path folder;

    private static EvaluatedTable.Row row(EvaluatedTable table, int... genes) {
        return table.row(Tables.SPACE.architecture(Genome.of(genes))).orElseThrow();
    }

    @Test
    void findsTheRowsOfSubnetworks() {
        EvaluatedTable table = EvaluatedTable.read(Tables.write(folder, Tables.CSV));
        assertThat(table.rows()).hasSize(4);
        assertThat(table.header()).isEqualTo(Tables.HEADER);
        assertThat(table.metrics()).containsExactly("parameters", "t.nats_per_token", "report.t.nats_per_token");
        assertThat(row(table, 1, 1).metrics()).containsEntry("t.nats_per_token", 2.5);
        assertThat(row(table, 0, 1).metrics()).containsOnlyKeys("parameters", "t.nats_per_token");
        assertThat(row(table, 1, 0).metrics()).containsEntry("t.nats_per_token", Double.NaN);
        assertThat(row(table, 0, 0).failure()).contains("failed: broke, twice");
        assertThat(table.dtype()).contains("float32");
    }

    @Test
    void readsGzip() throws IOException {
        Path plain = Tables.write(folder, Tables.CSV);
        Path packed = folder.resolve("t.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(Tables.CSV.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(EvaluatedTable.read(packed).rows())
                .isEqualTo(EvaluatedTable.read(plain).rows());
        Files.writeString(packed, "no gzip");
        assertThatThrownBy(() -> EvaluatedTable.read(packed))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("found no gzip");
    }

    @Test
    void knowsWhereACutOffTableGoesOn() {
        String cut = Tables.CSV.substring(0, Tables.CSV.length() - 5);
        Path file = Tables.write(folder, cut);
        assertThat(EvaluatedTable.readCutOff(file).orElseThrow().rows()).hasSize(3);
        assertThat(EvaluatedTable.completeBytes(file)).isEqualTo(Tables.CSV.indexOf("3,failed"));
        assertThat(EvaluatedTable.readCutOff(Tables.write(folder, "candidate,ke")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keep[0]|kept|found no column keep[0]",
                "1,succeeded,drop|1,succeeded,maybe|row 2: keep[0]: found 'maybe', expected one of [drop, keep]",
                "2.75|many|row 2: t.nats_per_token: found 'many', expected a number",
                "drop,8|drop|row 2: found 8 cells, expected 9"
            })
    void namesWhatIsWrong(String part, String replacement, String message) {
        Path file = Tables.write(folder, Tables.CSV.replace(part, replacement));
        assertThatThrownBy(() -> EvaluatedTable.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("table " + file)
                .hasMessageContaining(message);
    }

    @Test
    void refusesATableWithoutItsHeader() throws IOException {
        Path file = Tables.write(folder, Tables.CSV);
        Path header = folder.resolve("t.json");
        Files.writeString(header, "{\"space\": 1}");
        assertThatThrownBy(() -> EvaluatedTable.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(header + " is not the header of a table");
        Files.delete(header);
        assertThatThrownBy(() -> EvaluatedTable.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("found no " + header);
    }
}
