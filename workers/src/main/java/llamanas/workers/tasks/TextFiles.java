package llamanas.workers.tasks;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Utf8;

/** Reads files of text that a user gives, to measure, to calibrate or to train on. */
public final class TextFiles {
    /** Stands alone on a line between two documents of a text file. */
    private static final String SEPARATOR = "<|endoftext|>";

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
     * @throws InvalidInputException where the file is missing, is no UTF-8 or can't be read
     */
    public static List<String> lines(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            if (!lines.isEmpty()) {
                lines.set(0, Utf8.withoutMark(lines.get(0)));
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
}
