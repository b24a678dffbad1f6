package llamanas.workers.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import llamanas.protocol.InvalidInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsHeaderTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("model.safetensors");
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> SafetensorsHeader.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(message);
    }

    private static String tensor(String name, String dtype, String shape, String offsets) {
        return "\"%s\": {\"dtype\": \"%s\", \"shape\": %s, \"data_offsets\": %s}"
                .formatted(name, dtype, shape, offsets);
    }

    @Test
    void readsTheDemoModel() {
        SafetensorsHeader header = SafetensorsHeader.read(Checkpoints.DEMO.resolve("model.safetensors"));
        assertThat(header.tensors()).hasSize(74);
        SafetensorsTensor down = header.tensors().get("model.layers.0.mlp.down_proj.weight");
        assertThat(down.dtype()).isEqualTo(SafetensorsDtype.BF16);
        assertThat(down.shape()).containsExactly(192L, 768L);
        assertThat(down.elements()).isEqualTo(192 * 768);
        assertThat(down.aligned()).isTrue();
        assertThat(header.tensors().values().stream()
                        .mapToLong(SafetensorsTensor::elements)
                        .sum())
                .isEqualTo(5_115_072);
    }

    @Test
    void givesAbsoluteOffsets() throws IOException {
        String header = "{\"__metadata__\": {\"format\": \"pt\"}, " + tensor("b", "F16", "[3]", "[4, 10]") + ", "
                + tensor("a", "F32", "[]", "[0, 4]") + "}";
        Checkpoints.write(file, header, 10);
        long data = 8L + header.length();
        assertThat(SafetensorsHeader.read(file).tensors().values())
                .containsExactly(
                        new SafetensorsTensor("a", file, SafetensorsDtype.F32, List.of(), data, data + 4),
                        new SafetensorsTensor("b", file, SafetensorsDtype.F16, List.of(3L), data + 4, data + 10));
    }

    @Test
    void refusesAMissingFile() {
        assertRefused("no such file");
    }

    @Test
    void refusesLessThanAHeaderLength() throws IOException {
        Files.write(file, new byte[5]);
        assertRefused("truncated: the file has 5 bytes, a safetensors file has at least 8");
    }

    @ParameterizedTest
    @CsvSource({
        "1152921504606846976, header length 1152921504606846976 is above the limit of 8388608 bytes",
        "-1, header length 18446744073709551615 is above the limit",
        "100000001, header length 100000001 is above the limit",
        "8388608, truncated: the header should have 8388608 bytes; the file has 10 in all",
        "3, truncated: the header should have 3 bytes; the file has 10 in all",
    })
    void refusesAnImpossibleHeaderLength(long length, String message) throws IOException {
        Checkpoints.write(file, length, "{}".getBytes(StandardCharsets.UTF_8), 0);
        assertRefused(message.replace(';', ','));
    }

    @Test
    void refusesATruncatedFile() throws IOException {
        Files.copy(Checkpoints.DEMO.resolve("model.safetensors"), file);
        try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.truncate(1_000_000);
        }
        assertRefused("truncated: tensor model.layers.0.mlp.down_proj.weight should end at byte ");
    }

    @Test
    void refusesMoreBytesThanDescribed() throws IOException {
        Checkpoints.write(file, "{" + tensor("a", "F32", "[2]", "[0, 8]") + "}", 11);
        assertRefused("3 more than its header describes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[4, 12] | F32  | [2]  | tensor b overlaps tensor a: its data_offsets start at 4, expected 8",
                "[9, 17] | F32  | [2]  | tensor b leaves a gap behind tensor a: its data_offsets start at 9, expected 8",
                "[8, 16] | F32  | [3]  | b.data_offsets: found [8, 16] (8 bytes), expected the size of shape [3] in F32",
                "[8, 24] | F32  | [4]  | truncated: tensor b should end at byte",
                "[16, 8] | F32  | [2]  | b.data_offsets: found [16, 8], expected [start, end] with start <= end",
                "[8]     | F32  | [2]  | b.data_offsets: found [8], expected [start, end]",
                "[-1, 7] | F32  | [2]  | b.data_offsets: found [-1,7], expected a list of whole numbers",
                "[8, 16] | I8   | [8]  | b.dtype: found I8, expected F32, F16 or BF16",
                "[8, 16] | F8_E4M3 | [8] | b.dtype: found F8_E4M3, expected F32, F16 or BF16",
                "[8, 16] | F32  | [4294967296, 4294967296] | expected the size of shape [4294967296, 4294967296] in F32",
                "[8, 16] | F32  | {\"x\": 2} | b.shape: found {\"x\":2}, expected a list of whole numbers",
                "[9223372036854775799, 9223372036854775807] | F32  | [2] | b.data_offsets: found [9223372036854775799,",
            })
    void refusesContradictions(String offsets, String dtype, String shape, String message) throws IOException {
        Checkpoints.write(
                file,
                "{" + tensor("a", "F32", "[2]", "[0, 8]") + ", " + tensor("b", dtype, shape, offsets) + "}",
                8 + 8);
        assertRefused(message);
    }

    @Test
    void refusesAGapBeforeTheFirstTensor() throws IOException {
        Checkpoints.write(file, "{" + tensor("a", "F32", "[2]", "[4, 12]") + "}", 12);
        assertRefused("tensor a leaves a gap behind the header");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hello           | header: not valid JSON",
                "[]              | header: found no JSON object",
                "{\"a\": 1}      | header: a: found 1, expected an object",
                "{\"a\": {}, \"a\": {}} | header: not valid JSON: Duplicate field 'a'",
                "{\"a\": {}}     | header: a.dtype: found nothing, expected a value",
            })
    void refusesAMalformedHeader(String header, String message) throws IOException {
        Checkpoints.write(file, header, 0);
        assertRefused(message);
    }
}
