package llamanas.engine.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import llamanas.config.SubnetworkReader;
import llamanas.engine.output.Json;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Utf8;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.space.ModelShape;

/** Reads what {@link ResultFiles} wrote of a finished search. */
public final class ResultFolder {
    /** What a byte of a file may take of Java's heap. */
    private static final int BYTES_A_BYTE = 24;

    private static final String EXPECTED =
            "; expected what a finished search leaves, as llama-nas-data/searches/ID with search.json and front.json";

    private final Path folder;

    private record Member(int candidate, JsonNode architecture, Map<String, Double> metrics) {}

    private ResultFolder(Path folder) {
        this.folder = folder;
    }

    /** Nothing is read yet. */
    public static ResultFolder of(Path folder) {
        return new ResultFolder(folder);
    }

    /**
     * What was searched, on the checkpoint that its candidates are cut from: the prepared one where there was a preparation.
     *
     * @throws InvalidInputException where there is no such file, or it can't be used
     */
    public SearchSpec spec() {
        Path file = folder.resolve("search.json");
        SearchSpec spec = read(file, SearchDescription.class).spec();
        return spec.prepare() == null ? spec : spec.on(spec.prepare().out());
    }

    /**
     * The front.
     *
     * @param shape of the full network, since what an old file leaves out of a layer is as it has it
     * @throws InvalidInputException where there is no such file, or it can't be used, or belongs to another model
     */
    public List<FrontMember> front(ModelShape shape) {
        return front(folder.resolve("front.json"), shape);
    }

    /** The same of a file by itself. */
    public static List<FrontMember> front(Path file, ModelShape shape) {
        return List.of(read(file, Member[].class)).stream()
                .map(member -> new FrontMember(
                        member.candidate(),
                        SubnetworkReader.parse(
                                file + ": candidate " + member.candidate(),
                                member.architecture().toString(),
                                shape),
                        member.metrics()))
                .toList();
    }

    private static <T> T read(Path file, Class<T> type) {
        try {
            return Json.readOurs(Utf8.text(GivenFiles.bytes(file, GivenFiles.heapShare(BYTES_A_BYTE))), type);
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(file + ": no such file" + EXPECTED, e);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": can't be read (" + e.getMessage() + ")" + EXPECTED, e);
        } catch (InvalidInputException e) {
            throw new InvalidInputException(file + ": " + e.getMessage() + EXPECTED, e);
        }
    }
}
