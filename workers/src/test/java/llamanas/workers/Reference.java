package llamanas.workers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Where tests find models, data and golden numbers. */
public final class Reference {
    private static final Path ROOT = Path.of(System.getProperty("llamanas.root", ".."));
    private static final ObjectMapper JSON = new ObjectMapper();

    private Reference() {}

    /** The bundled demo folder. */
    public static Path demo(String path) {
        return ROOT.resolve("config/demo").resolve(path);
    }

    /** A path in the folder of golden numbers beside the project; the test is skipped where it is absent. */
    public static Path shared(String path) {
        Path found = ROOT.resolve("../shared").resolve(path).normalize();
        Assumptions.assumeTrue(Files.exists(found), "skipped: " + found + " is not on this machine");
        return found;
    }

    public static JsonNode json(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<JsonNode> jsonLines(Path file) {
        try {
            return Files.readAllLines(file).stream().map(Reference::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).intValue();
        }
        return values;
    }
}
