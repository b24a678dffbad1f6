package llamanas.engine.cli;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import llamanas.engine.output.Json;
import llamanas.protocol.search.SearchSpec;

/** Names searches that the user does not name. */
public final class SearchIds {
    private static final int NAME = 40;
    private static final int DIGITS = 6;

    private SearchIds() {}

    /**
     * The spec's name with a hash of the whole spec: starting the same spec again finds the same search, and a changed spec
     * becomes a new one.
     */
    public static String of(SearchSpec spec) {
        String name = spec.name()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        String readable = name.isEmpty() ? "search" : name.substring(0, Math.min(name.length(), NAME));
        return readable + "-" + hash(Json.write(spec)).substring(0, DIGITS);
    }

    private static String hash(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
