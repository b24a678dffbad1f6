package llamanas.workers.tasks;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.JsonFault;

/** Records of JSON in files of data: one a line, or an array of them. */
public final class JsonRecords {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** What a character of JSON may take of Java's heap as a tree, and the tree of the whole. */
    private static final int BYTES_A_CHARACTER = 48;

    /** Characters of a record, far beyond any context; a tree of that many is small enough for any heap. */
    private static final int RECORD = 4 << 20;

    private static final int SHOWN = 80;

    private JsonRecords() {}

    /**
     * A record that is a line of its own.
     *
     * @param number of the line
     * @throws InvalidInputException where it is no JSON, or too long
     */
    public static JsonNode line(String json, Path file, int number) {
        if (json.length() > RECORD) {
            throw new InvalidInputException(file + ":" + number + ": found a line of " + json.length()
                    + " characters, expected " + RECORD + " at most; check that each record is a line of its own");
        }
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw invalid(file, number, e);
        }
    }

    /**
     * All of a file that is one JSON value; an empty array where there is nothing in it.
     *
     * @throws InvalidInputException where it is no JSON, or more than memory has room for
     */
    public static JsonNode whole(Path file) {
        String json = String.join("\n", TextFiles.lines(file, GivenFiles.heapShare(BYTES_A_CHARACTER)));
        try {
            return json.isBlank() ? JSON.createArrayNode() : JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw invalid(file, 1, e);
        }
    }

    /** A value for a message, not all of it where it is long. */
    public static String shown(JsonNode node) {
        String shown = node.isMissingNode() ? "nothing" : node.toString();
        return shown.length() > SHOWN ? shown.substring(0, SHOWN) + ".." : shown;
    }

    private static InvalidInputException invalid(Path file, int firstLine, JsonProcessingException e) {
        String reason = JsonFault.reason(e);
        return new InvalidInputException(
                file + ":" + (firstLine + JsonFault.line(e) - 1) + ": is not valid JSON: "
                        + (reason.isEmpty() ? "" : reason + ", ") + "column " + JsonFault.column(e),
                e);
    }
}
