package llamanas.workers.standin;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipException;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Utf8;

/** The bytes of a table, packed or not. */
final class TableFile {
    /** What a byte of a table, a cell mostly, may take of Java's heap. */
    private static final int BYTES_A_BYTE = 48;

    private TableFile() {}

    /**
     * All of a table.
     *
     * @throws InvalidInputException where there is none, its name says that it is gzip and it is not, or memory has no room for it
     */
    static String text(Path file) {
        try {
            return Utf8.text(GivenFiles.unpacked(file, GivenFiles.heapShare(BYTES_A_BYTE)));
        } catch (NoSuchFileException e) {
            throw new InvalidInputException("table " + file + " does not exist", e);
        } catch (ZipException e) {
            throw new InvalidInputException("table " + file + ": found no gzip, which its name promises", e);
        } catch (IOException e) {
            throw new InvalidInputException("table " + file + ": can't be read: " + e.getMessage(), e);
        }
    }
}
