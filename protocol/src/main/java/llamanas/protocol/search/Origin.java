package llamanas.protocol.search;

import org.jspecify.annotations.Nullable;

/**
 * Where a candidate comes from that the strategy did not ask for.
 *
 * @param search the search that measured it; null for a candidate that a person injected
 * @param candidate its number in that search; 0 for an injected one
 */
public record Origin(Kind kind, @Nullable String search, int candidate) {
    /** A person wants it measured. */
    public static final Origin INJECTED = new Origin(Kind.INJECTED, null, 0);

    /** Who brought a candidate in. */
    public enum Kind {
        INJECTED,
        ARCHIVE
    }

    /** Measured by another search. */
    public static Origin archive(String search, int candidate) {
        return new Origin(Kind.ARCHIVE, search, candidate);
    }

    /** For a cell of a table: {@code injected}, or {@code first#17} for candidate 17 of search first. */
    public String label() {
        return kind == Kind.INJECTED ? "injected" : search + "#" + candidate;
    }
}
