package llamanas.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import llamanas.protocol.InvalidInputException;

/** One section of a HOCON file: typed access, where every complaint names file, line, and the key's path. */
final class Section {
    private static final String A_LIST = "a list with at least one element, [ ... ]";

    private final ConfigObject object;
    private final String path;

    Section(ConfigObject object, String path) {
        this.object = object;
        this.path = path;
    }

    /** Keys with a value other than null, sorted. */
    Set<String> names() {
        Set<String> names = new TreeSet<>(object.keySet());
        names.removeIf(name -> !has(name));
        return names;
    }

    /** Whether the key has a value; null stands for none, so that a file can take back what it includes. */
    boolean has(String key) {
        ConfigValue value = object.get(key);
        return value != null && value.valueType() != ConfigValueType.NULL;
    }

    /** The section below the key; an empty one where there is none. */
    Section section(String key) {
        if (!has(key)) {
            return new Section(object.withOnlyKey(""), child(key));
        }
        if (!(value(key) instanceof ConfigObject inner)) {
            throw bad(key, "a section { ... }");
        }
        return new Section(inner, child(key));
    }

    String text(String key) {
        return text(key, value(key));
    }

    String text(String key, String missing) {
        return has(key) ? text(key) : missing;
    }

    /** A text as it stands, which may be white space alone. */
    String verbatim(String key, String missing) {
        if (has(key) && value(key).valueType() != ConfigValueType.STRING) {
            throw bad(key, value(key), "a text");
        }
        return has(key) ? String.valueOf(value(key).unwrapped()) : missing;
    }

    /** A text that may be empty, and is where the key is missing. */
    String textOrEmpty(String key) {
        return has(key) && !isText(key, "") ? text(key) : "";
    }

    String choice(String key, String missing, List<String> choices) {
        String found = text(key, missing);
        if (!choices.contains(found)) {
            throw bad(
                    key,
                    "one of " + String.join(", ", choices)
                            + Nearest.to(found, choices)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse(""));
        }
        return found;
    }

    /** A path; a relative one starts at the folder of the file that names it, or at the given one where none does. */
    String path(String key, Path folder) {
        return path(key, value(key), folder);
    }

    List<Path> paths(String key, Path folder) {
        return list(key, A_LIST, (k, value) -> Path.of(path(k, value, folder)));
    }

    /** Refuses keys that the schema doesn't have. */
    void check(Schema schema) {
        schema.check(object, path);
    }

    private String path(String key, ConfigValue value, Path folder) {
        String written = text(key, value);
        String file = value.origin().filename();
        try {
            Path path = file == null
                    ? folder.resolve(written)
                    : Path.of(file).toAbsolutePath().resolveSibling(written);
            return path.toAbsolutePath().normalize().toString();
        } catch (InvalidPathException e) {
            throw bad(key, value, "a path");
        }
    }

    boolean flag(String key) {
        return flag(key, false);
    }

    boolean flag(String key, boolean missing) {
        if (has(key) && !(value(key).unwrapped() instanceof Boolean)) {
            throw bad(key, "true or false");
        }
        return has(key) ? (Boolean) value(key).unwrapped() : missing;
    }

    double real(String key) {
        return number(key, value(key), "a number").doubleValue();
    }

    double real(String key, double missing) {
        return has(key) ? real(key) : missing;
    }

    int whole(String key, int minimum, int missing) {
        return has(key) ? whole(key, value(key), minimum) : missing;
    }

    /** A whole number between two bounds, both included. */
    int whole(String key, int minimum, int maximum, String expected) {
        BigDecimal found = number(key, value(key), expected);
        boolean inside = found.compareTo(BigDecimal.valueOf(minimum)) >= 0
                && found.compareTo(BigDecimal.valueOf(maximum)) <= 0
                && found.stripTrailingZeros().scale() <= 0;
        if (!inside) {
            throw bad(key, expected);
        }
        return found.intValue();
    }

    long seed(String key, long missing) {
        if (!has(key)) {
            return missing;
        }
        try {
            return number(key, value(key), "a whole number").longValueExact();
        } catch (ArithmeticException e) {
            throw bad(key, "a whole number of 64 bits");
        }
    }

    /** A number from 0 to 1. */
    double share(String key) {
        double found = number(key, value(key), "a number from 0 to 1").doubleValue();
        if (found < 0 || found > 1) {
            throw bad(key, "a number from 0 to 1");
        }
        return found;
    }

    /** Whether the value is a section of its own. */
    boolean isSection(String key) {
        return value(key) instanceof ConfigObject;
    }

    /** Whether the value is this very text. */
    boolean isText(String key, String text) {
        return value(key).unwrapped().equals(text);
    }

    boolean isEmptyList(String key) {
        return value(key) instanceof ConfigList list && list.isEmpty();
    }

    /** Different whole numbers, at least one. */
    List<Integer> wholes(String key, int minimum) {
        return wholes(key, minimum, A_LIST);
    }

    List<Integer> wholes(String key, int minimum, String expected) {
        return list(key, expected, (k, value) -> whole(k, value, minimum));
    }

    /** Numbers, at least one; equal ones are fine. */
    List<Double> reals(String key) {
        if (!(value(key) instanceof ConfigList list) || list.isEmpty()) {
            throw bad(key, A_LIST);
        }
        return list.stream()
                .map(value -> number(key, value, "a number").doubleValue())
                .toList();
    }

    /** Different texts, at least one. */
    List<String> texts(String key) {
        return list(key, A_LIST, this::text);
    }

    private <T> List<T> list(String key, String expected, BiFunction<String, ConfigValue, T> element) {
        if (!(value(key) instanceof ConfigList list) || list.isEmpty()) {
            throw bad(key, expected);
        }
        List<T> elements = new ArrayList<>();
        Set<T> seen = new HashSet<>();
        for (ConfigValue value : list) {
            T found = element.apply(key, value);
            if (!seen.add(found)) {
                throw error(value.origin(), child(key), "found " + Shown.of(found) + " twice, expected it once");
            }
            elements.add(found);
        }
        return elements;
    }

    private String text(String key, ConfigValue value) {
        boolean plain = value.valueType() == ConfigValueType.STRING || value.valueType() == ConfigValueType.NUMBER;
        String found = plain ? value.unwrapped().toString() : "";
        if (found.isBlank()) {
            throw bad(key, value, "a text");
        }
        return found;
    }

    private int whole(String key, ConfigValue value, int minimum) {
        String expected = "a whole number of at least " + minimum;
        BigDecimal found = number(key, value, expected);
        try {
            if (found.intValueExact() >= minimum) {
                return found.intValueExact();
            }
        } catch (ArithmeticException e) {
            throw bad(key, value, expected + " that fits 32 bits");
        }
        throw bad(key, value, expected);
    }

    private BigDecimal number(String key, ConfigValue value, String expected) {
        boolean plain = value.valueType() == ConfigValueType.STRING || value.valueType() == ConfigValueType.NUMBER;
        return Amounts.parse(plain ? value.unwrapped().toString() : "").orElseThrow(() -> bad(key, value, expected));
    }

    private ConfigValue value(String key) {
        ConfigValue value = object.get(key);
        if (value == null || !has(key)) {
            throw error(object.origin(), child(key), "found nothing, expected a value");
        }
        return value;
    }

    InvalidInputException bad(String key, String expected) {
        return bad(key, value(key), expected);
    }

    private InvalidInputException bad(String key, ConfigValue value, String expected) {
        String found = value.render(ConfigRenderOptions.concise());
        return error(value.origin(), child(key), "found " + Shown.of(found) + ", expected " + expected);
    }

    /** A complaint about something below this section, with file and line of the nearest key that is really there. */
    InvalidInputException complaint(String below, String message) {
        ConfigValue nearest = object;
        for (String key : below.split("\\.", -1)) {
            ConfigValue next = nearest instanceof ConfigObject inner ? inner.get(key) : null;
            if (next == null) {
                break;
            }
            nearest = next;
        }
        return error(nearest.origin(), child(below), message);
    }

    private String child(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    static InvalidInputException error(ConfigOrigin origin, String path, String message) {
        String file = origin.filename() == null ? origin.description() : origin.filename();
        String line = origin.filename() == null || origin.lineNumber() < 1 ? "" : ":" + origin.lineNumber();
        return new InvalidInputException(file + line + ": " + Shown.of(path) + ": " + message);
    }
}
