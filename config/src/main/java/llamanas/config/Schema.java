package llamanas.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import llamanas.protocol.InvalidInputException;

/**
 * Which keys a file may have. The reader of a section checks the values; this table is the one place that names the keys.
 *
 * @param keys the known keys with what is below them; {@link #VALUE} for a plain value
 * @param anyName whether the names are the user's, so that every key is fine; then {@code keys} has one entry
 */
record Schema(Map<String, Schema> keys, boolean anyName) {
    static final Schema VALUE = new Schema(Map.of(), false);
    private static final String ANY = "*";

    Schema {
        keys = Collections.unmodifiableMap(new TreeMap<>(keys));
    }

    /** A section with these values in it. */
    static Schema values(String... names) {
        Schema schema = new Schema(Map.of(), false);
        for (String name : names) {
            schema = schema.with(name, VALUE);
        }
        return schema;
    }

    /** Sections whose names are the user's. */
    static Schema named(Schema each) {
        return new Schema(Map.of(ANY, each), true);
    }

    Schema with(String name, Schema below) {
        Map<String, Schema> more = new TreeMap<>(keys);
        more.put(name, below);
        return new Schema(more, anyName);
    }

    /**
     * Refuses keys that are not in the table.
     *
     * @param path of the section in its file; empty for the root
     */
    void check(ConfigObject section, String path) {
        for (Map.Entry<String, ConfigValue> entry : section.entrySet()) {
            String key = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            Schema below = keys.get(anyName ? ANY : entry.getKey());
            if (below == null) {
                throw unknown(entry.getKey(), key, entry.getValue());
            }
            if (!below.keys().isEmpty() && entry.getValue() instanceof ConfigObject inner) {
                below.check(inner, key);
            }
        }
    }

    private InvalidInputException unknown(String name, String path, ConfigValue value) {
        String hint = Nearest.to(name, keys.keySet())
                .map(near -> "did you mean " + near + "?")
                .orElseGet(() -> "known here: " + String.join(", ", List.copyOf(keys.keySet())));
        return Section.error(value.origin(), path, "no such key; " + hint);
    }
}
