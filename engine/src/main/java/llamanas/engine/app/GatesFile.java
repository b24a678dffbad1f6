package llamanas.engine.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import llamanas.engine.output.Json;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Utf8;
import llamanas.protocol.search.Gates;
import llamanas.protocol.space.GeneSpace;

/** Gates as a JSON file. */
final class GatesFile {
    private GatesFile() {}

    /** Writes a sibling first, so that there is never half a file of that name. */
    static void write(Path file, Gates gates) {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            Files.write(partial, Json.writePretty(gates).getBytes(StandardCharsets.UTF_8));
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new InvalidInputException("gates " + file + ": can't be written: " + e, e);
        }
    }

    /**
     * Reads gates for a space.
     *
     * @throws InvalidInputException where the file can't be used, or is for another space
     */
    static Gates read(Path file, GeneSpace space) {
        String text;
        try {
            text = Utf8.text(GivenFiles.bytes(file, GivenFiles.SETTINGS));
        } catch (IOException e) {
            throw new InvalidInputException(
                    "gates " + file + ": can't be read (" + e + "); expected a file that llama-nas gates wrote", e);
        }
        Gates gates;
        try {
            gates = Json.read(text, Gates.class);
        } catch (InvalidInputException e) {
            throw new InvalidInputException("gates " + file + ": " + e.getMessage(), e);
        }
        gates.check("gates " + file, space);
        return gates;
    }
}
