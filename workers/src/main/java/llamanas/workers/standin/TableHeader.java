package llamanas.workers.standin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.JsonFault;
import llamanas.protocol.RequiredComponents;
import llamanas.protocol.search.Inspection;

/**
 * What the rows of a table do not say: the space that their genes belong to, and the hashes of model and data. It stands in a
 * file of its own beside the table, with the ending {@code .json}: {@code a.csv} or {@code a.csv.gz}, and {@code a.json}.
 */
public final class TableHeader {
    private static final JsonMapper JSON = RequiredComponents.mapper().build();
    private static final String ENDINGS = "(\\.csv)?(\\.gz)?$";

    private TableHeader() {}

    /** Where the header of a table is. */
    public static Path file(Path table) {
        String name = String.valueOf(table.getFileName()).replaceFirst(ENDINGS, "");
        return table.resolveSibling(name + ".json");
    }

    /**
     * Reads the header of a table.
     *
     * @throws InvalidInputException where there is none, or it is not one
     */
    public static Inspection read(Path table) {
        Path file = file(table);
        try {
            Inspection header = JSON.readValue(GivenFiles.bytes(file, GivenFiles.SETTINGS), Inspection.class);
            return HeaderCheck.check(header, "table " + table + ": " + file + ": ");
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(
                    "table " + table + ": found no " + file + ", expected the space of its genes there, as bench table"
                            + " and a finished search write it; copy it too",
                    e);
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(
                    "table " + table + ": " + file + " is not the header of a table: " + JsonFault.of(e), e);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    /** As text that {@link #read} understands. */
    public static String text(Inspection header) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(header) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an inspection is plain data", e);
        }
    }

    /** Writes the header of a table, whole or not at all. */
    public static void write(Path table, Inspection header) {
        Path file = file(table);
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            Files.write(temporary, text(header).getBytes(StandardCharsets.UTF_8));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
    }
}
