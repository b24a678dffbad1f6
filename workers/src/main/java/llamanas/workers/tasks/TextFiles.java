package llamanas.workers.tasks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Utf8;

/** Reads files of text that a user gives, to measure, to calibrate or to train on. */
public final class TextFiles {
    /** Stands alone on a line between two documents of a text file. */
    private static final String SEPARATOR = "<|endoftext|>";

    /** What a byte of a text may take of Java's heap while it is read: itself, and as a document. */
    private static final int BYTES_A_BYTE = 8;

    /** What a line may take on top of that, four times over. */
    private static final int BYTES_A_LINE = 4 * 64;

    private TextFiles() {}

    /**
     * The documents of a text file, without white space around them.
     *
     * @throws InvalidInputException where the file can't be read or has no document
     */
    public static List<String> documents(Path file) {
        List<String> documents = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        for (String line : lines(file)) {
            if (WhiteSpace.strip(line).equals(SEPARATOR)) {
                finish(current, documents);
            } else {
                current.append(line).append('\n');
            }
        }
        finish(current, documents);
        if (documents.isEmpty()) {
            throw new InvalidInputException(
                    file + ": has no documents; expected text, with a line " + SEPARATOR + " between two documents");
        }
        return documents;
    }

    private static void finish(StringBuilder current, List<String> documents) {
        String text = WhiteSpace.strip(current.toString());
        if (!text.isEmpty()) {
            documents.add(text);
        }
        current.setLength(0);
    }

    /**
     * The lines of a text file.
     *
     * @throws InvalidInputException where the file is missing, is no UTF-8, can't be read, or is more than memory has room for
     */
    public static List<String> lines(Path file) {
        return lines(file, GivenFiles.heapShare(BYTES_A_BYTE));
    }

    /**
     * The lines of a text file of so many bytes at most.
     *
     * @throws InvalidInputException as {@link #lines(Path)}
     */
    public static List<String> lines(Path file, long most) {
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader = reader(GivenFiles.stream(file, most))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                refuseTooMany(lines.size(), file);
                lines.add(lines.isEmpty() ? Utf8.withoutMark(line) : line);
            }
            return lines;
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(file + ": this file does not exist", e);
        } catch (CharacterCodingException e) {
            throw new InvalidInputException(file + ": is not UTF-8 text; convert it first", e);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": can't be read (" + e.getMessage() + ")", e);
        }
    }

    /** One that refuses what is no UTF-8. */
    private static BufferedReader reader(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
    }

    private static void refuseTooMany(int lines, Path file) {
        if (lines >= GivenFiles.heapShare(BYTES_A_LINE)) {
            throw new InvalidInputException(file + ": has more than " + lines
                    + " lines, which is the most that is read of it; give less text, or Java more memory"
                    + " (LLAMA_NAS_JAVA_OPTS=-Xmx..)");
        }
    }
}
