package llamanas.engine.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import llamanas.engine.output.Json;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Utf8;
import llamanas.protocol.search.BlockSums;
import llamanas.protocol.space.Architecture;

/**
 * What the rows of a table add up from, beside it: one JSON object a line, with a sub-network and its sums by block. Shares of the data
 * can be taken from it as a search would measure them.
 */
final class BlocksFile {
    private static final String ENDING = ".blocks.jsonl";

    /** What a byte of it may take of Java's heap. */
    private static final int BYTES_A_BYTE = 16;

    private final Path file;

    private record Line(Architecture architecture, BlockSums sums) {}

    private BlocksFile(Path file) {
        this.file = file;
    }

    /** The one beside a table. */
    static BlocksFile beside(Path table) {
        return new BlocksFile(table.resolveSibling(table.getFileName() + ENDING));
    }

    /** Adds a line; before the row of the table, so that no row lacks its line. A line that was cut off is left alone by readers. */
    void add(Architecture architecture, BlockSums sums) {
        String line = "\n" + Json.write(new Line(architecture, sums));
        try {
            Files.writeString(file, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
    }

    /**
     * All sums that were written in whole; of two of one sub-network the later.
     *
     * @throws InvalidInputException where there is no such file
     */
    Map<Architecture, BlockSums> read() {
        if (!Files.exists(file)) {
            throw new InvalidInputException(
                    file + ": this file does not exist; make the table by bench table --blocks");
        }
        try {
            List<String> lines = Utf8.text(GivenFiles.bytes(file, GivenFiles.heapShare(BYTES_A_BYTE)))
                    .lines()
                    .filter(line -> line.startsWith("{") && line.endsWith("}}"))
                    .collect(Collectors.toList());
            Map<Architecture, BlockSums> sums = new HashMap<>();
            for (String text : lines) {
                Line line = Json.read(text, Line.class);
                sums.put(line.architecture(), line.sums());
            }
            return sums;
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
    }
}
