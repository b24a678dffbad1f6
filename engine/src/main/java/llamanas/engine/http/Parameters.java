package llamanas.engine.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamanas.config.Nearest;
import llamanas.protocol.InvalidInputException;

/** The parameters of a query; what a route does not know is refused rather than ignored. */
final class Parameters {
    private final Map<String, List<String>> found;

    /**
     * Checks the names.
     *
     * @param known names that the route has
     * @throws InvalidInputException for any other
     */
    Parameters(Map<String, List<String>> found, List<String> known) {
        this.found = found;
        for (String name : found.keySet()) {
            if (!known.contains(name)) {
                throw new InvalidInputException("parameter '" + name + "' is not known" + Nearest.hint(name, known)
                        + "; expected " + (known.isEmpty() ? "none" : String.join(", ", known)));
            }
        }
    }

    List<String> all(String name) {
        return found.getOrDefault(name, List.of());
    }

    /** The value of a parameter that may come once. */
    Optional<String> one(String name) {
        List<String> values = all(name);
        if (values.size() > 1) {
            throw new InvalidInputException(
                    "parameter '" + name + "' came " + values.size() + " times; expected it once");
        }
        return values.stream().findFirst();
    }

    int whole(String name, int missing) {
        return one(name).map(text -> whole(name, text)).orElse(missing);
    }

    private static int whole(String name, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new InvalidInputException(name + " is '" + text + "'; expected a whole number", e);
        }
    }
}
