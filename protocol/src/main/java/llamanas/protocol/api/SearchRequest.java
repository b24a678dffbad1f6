package llamanas.protocol.api;

import java.util.regex.Pattern;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.SearchSpec;

/** Body of {@code POST /api/searches}. */
public record SearchRequest(String id, SearchSpec spec) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    public SearchRequest {
        checkId(id);
    }

    /**
     * Ids become folder names and parts of URLs.
     *
     * @throws InvalidInputException where the id is not 1 to 64 letters, digits, '_' or '-', the first of them a letter
     *     or a digit
     */
    public static String checkId(String id) {
        if (id == null || !ID.matcher(id).matches()) {
            throw new InvalidInputException("search id " + (id == null ? "is missing" : "'" + id + "' can't be used")
                    + "; expected 1 to 64 letters, digits, '_' or '-', beginning with a letter or digit");
        }
        return id;
    }
}
