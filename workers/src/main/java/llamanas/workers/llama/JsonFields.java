package llamanas.workers.llama;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.JsonFault;

/** A JSON object of a file that somebody else wrote: typed access, where every complaint names file and key. */
final class JsonFields {
    /** Refuses duplicate keys and text after the end, both of which readers disagree on. */
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String where;
    private final String prefix;
    private final JsonNode node;

    private JsonFields(String where, String prefix, JsonNode node) {
        this.where = where;
        this.prefix = prefix;
        this.node = node;
    }

    /** @param what what the file is, for the message where it is missing */
    static JsonFields read(Path file, String what) {
        return read(file, what, GivenFiles.SETTINGS);
    }

    /** @param most bytes that the file may have */
    static JsonFields read(Path file, String what, long most) {
        return of(file, bytes(file, what, most));
    }

    /** All of a file of that many bytes at most. */
    static byte[] bytes(Path file, String what, long most) {
        try {
            return GivenFiles.bytes(file, most);
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(
                    file + ": no such file; expected " + what + " there. Check the path of the model folder", e);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    /** @param json of that file */
    static JsonFields of(Path file, byte[] json) {
        try {
            return of(file.toString(), json);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    /** @param where names the file, or the part of it, in messages */
    static JsonFields of(String where, byte[] json) throws IOException {
        if (LfsPointer.is(json)) {
            throw LfsPointer.refused(where);
        }
        try {
            JsonNode node = MAPPER.readTree(json);
            if (!node.isObject()) {
                throw new InvalidInputException(where + ": found no JSON object, expected { ... }");
            }
            return new JsonFields(where, "", node);
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(where + ": not valid JSON: " + JsonFault.of(e), e);
        }
    }

    Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** Whether the key is there with a value other than null. */
    boolean has(String key) {
        return node.hasNonNull(key);
    }

    boolean isNull(String key) {
        return node.has(key) && node.get(key).isNull();
    }

    JsonNode get(String key) {
        JsonNode found = node.get(key);
        if (found == null) {
            throw bad(key, "nothing", "a value");
        }
        return found;
    }

    /** The object under the key; an empty one where there is none. */
    JsonFields object(String key) {
        JsonNode found = has(key) ? get(key) : JsonNodeFactory.instance.objectNode();
        if (!found.isObject()) {
            throw bad(key, found, "an object { ... }");
        }
        return new JsonFields(where, prefix + key + ".", found);
    }

    int positive(String key) {
        JsonNode found = get(key);
        if (!found.isIntegralNumber() || !found.canConvertToInt() || found.intValue() <= 0) {
            throw bad(key, found, "a whole number above 0");
        }
        return found.intValue();
    }

    int positive(String key, int missing) {
        return has(key) ? positive(key) : missing;
    }

    double positiveReal(String key) {
        JsonNode found = get(key);
        if (!found.isNumber() || !(found.doubleValue() > 0) || Double.isInfinite(found.doubleValue())) {
            throw bad(key, found, "a number above 0");
        }
        return found.doubleValue();
    }

    double positiveReal(String key, double missing) {
        return has(key) ? positiveReal(key) : missing;
    }

    /** False where the key is missing. */
    boolean flag(String key) {
        if (has(key) && !get(key).isBoolean()) {
            throw bad(key, get(key), "true or false");
        }
        return has(key) && get(key).booleanValue();
    }

    String text(String key) {
        if (!get(key).isTextual()) {
            throw bad(key, get(key), "a text");
        }
        return get(key).textValue();
    }

    /** The offsets or sizes under the key; none below 0. */
    List<Long> naturals(String key) {
        JsonNode found = get(key);
        List<Long> values = new ArrayList<>();
        for (JsonNode value : found) {
            if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
                throw bad(key, found, "a list of whole numbers");
            }
            values.add(value.longValue());
        }
        if (!found.isArray()) {
            throw bad(key, found, "a list of whole numbers");
        }
        return List.copyOf(values);
    }

    InvalidInputException bad(String key, Object found, String expected) {
        String shown = found.toString();
        String cut = shown.length() > 120 ? shown.substring(0, 117) + "..." : shown;
        return new InvalidInputException(where + ": " + prefix + key + ": found " + cut + ", expected " + expected);
    }
}
