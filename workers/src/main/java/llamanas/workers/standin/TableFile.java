package llamanas.workers.standin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Utf8;

/** The bytes of a table, packed or not. */
final class TableFile {
    private static final String PACKED = ".gz";

    private TableFile() {}

    /**
     * All of a table.
     *
     * @throws InvalidInputException where there is none, or its name says that it is gzip and it is not
     */
    static String text(Path file) {
        boolean packed = file.toString().endsWith(PACKED);
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = packed ? new GZIPInputStream(raw) : raw) {
            return Utf8.text(in.readAllBytes());
        } catch (NoSuchFileException e) {
            throw new InvalidInputException("table " + file + " does not exist", e);
        } catch (ZipException e) {
            throw new InvalidInputException("table " + file + ": found no gzip, which its name promises", e);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read table " + file, e);
        }
    }
}
