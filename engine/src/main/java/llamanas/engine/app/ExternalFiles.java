package llamanas.engine.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import llamanas.engine.output.Json;
import llamanas.engine.search.external.DenseNetwork;
import llamanas.engine.search.external.HwGpt;
import llamanas.engine.search.external.HwGptSpace;
import llamanas.engine.search.external.SmolLm2;
import llamanas.engine.search.external.SmolLm2Space;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Utf8;
import llamanas.protocol.search.Metrics;

/** Reads the files of external benchmarks, packed by gzip or not. */
final class ExternalFiles {
    static final String PACKED = ".gz";
    static final String FRONT = "-front.csv";
    static final List<String> SMOLLM2_COLUMNS = List.of(SmolLm2Space.DIVERGENCE, Metrics.BYTES, "layers");

    /**
     * {@code hw-gpt-s.json}.
     *
     * @param emb embedding widths
     * @param layers numbers of layers, {@code L}
     * @param mlp FFN ratios
     * @param w {@code [layer][output][input]}
     * @param b {@code [layer][output]}
     */
    private record HwGptFile(
            List<Integer> emb,
            @JsonProperty("L") List<Integer> layers,
            List<Integer> mlp,
            List<Integer> heads,
            List<Boolean> bias,
            List<List<List<Double>>> w,
            List<List<Double>> b) {}

    /** What a byte of a file may take of Java's heap. */
    private static final int BYTES_A_BYTE = 24;

    private ExternalFiles() {}

    /**
     * HW-GPT-Bench S from a folder.
     *
     * @throws InvalidInputException where a file is not there or is none of these
     */
    static HwGpt hwGpt(Path folder) {
        Path file = find(folder, HwGpt.NAME + ".json");
        try {
            HwGptFile read = Json.read(text(file), HwGptFile.class);
            return new HwGpt(
                    new HwGptSpace(read.emb, read.layers, read.mlp, read.heads, read.bias),
                    new DenseNetwork(read.w, read.b),
                    numbers(find(folder, HwGpt.NAME + FRONT), List.of("perplexity", "parameters")));
        } catch (InvalidInputException e) {
            throw new InvalidInputException("benchmark " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * The recorded benchmark of SmolLM2 from a folder.
     *
     * @throws InvalidInputException where a file is not there or is none of these
     */
    static SmolLm2 smolLm2(Path folder) {
        Path file = find(folder, RecordedRows.FILE);
        try {
            return new SmolLm2(
                    RecordedRows.read(file),
                    RecordedRows.read(find(folder, RecordedRows.CHANGES)),
                    numbers(find(folder, SmolLm2.NAME + FRONT), SMOLLM2_COLUMNS));
        } catch (InvalidInputException e) {
            throw new InvalidInputException("benchmark " + file + ": " + e.getMessage(), e);
        }
    }

    /** The file of that name, or its packed twin. */
    static Path find(Path folder, String name) {
        Path plain = folder.resolve(name);
        Path packed = folder.resolve(name + PACKED);
        if (!Files.exists(plain) && !Files.exists(packed)) {
            throw new InvalidInputException("--data " + folder + ": found neither " + name + " nor " + name + PACKED
                    + "; leave it out for what comes with llama-nas");
        }
        return Files.exists(plain) ? plain : packed;
    }

    /** All of a file. */
    static String text(Path file) {
        try {
            return Utf8.text(GivenFiles.unpacked(file, GivenFiles.heapShare(BYTES_A_BYTE)));
        } catch (IOException e) {
            throw new InvalidInputException("benchmark " + file + ": can't be read: " + e, e);
        }
    }

    /** The first two cells of each line, which are numbers, under a line of names. */
    private static List<List<Double>> numbers(Path file, List<String> header) {
        List<String> lines = text(file).lines().toList();
        String expected = String.join(",", header);
        if (lines.isEmpty() || !lines.get(0).equals(expected)) {
            throw new InvalidInputException("front " + file + ": line 1: found "
                    + (lines.isEmpty() ? "nothing" : "something else") + ", expected '" + expected + "'");
        }
        return lines.stream().skip(1).map(line -> numbers(file, line)).toList();
    }

    private static List<Double> numbers(Path file, String line) {
        String[] cells = line.split(",", -1);
        try {
            return List.of(Double.parseDouble(cells[0]), Double.parseDouble(cells[1]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new InvalidInputException(
                    "front " + file + ": found '" + line + "', expected two numbers to begin with", e);
        }
    }
}
