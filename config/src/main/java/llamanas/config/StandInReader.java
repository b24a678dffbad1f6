package llamanas.config;

import java.nio.file.Path;
import llamanas.protocol.search.StandInSpec;

/** The section {@code stand-in} of a search spec. */
final class StandInReader {
    private static final int GENES = 30;
    private static final int CHOICES = 11;
    private static final int OBJECTIVES = 2;

    private StandInReader() {}

    /** @param folder where relative paths start */
    static StandInSpec read(Section standIn, Path folder) {
        if (standIn.has("table") || !standIn.has("function")) {
            return table(standIn, folder);
        }
        return StandInSpec.ofFunction(
                standIn.choice("function", "", StandInSpec.FUNCTIONS),
                standIn.whole("genes", 1, GENES),
                standIn.whole("choices", 1, CHOICES),
                standIn.whole("objectives", 1, OBJECTIVES));
    }

    /** Keys that only a function has a use for are refused here, with their line. */
    private static StandInSpec table(Section standIn, Path folder) {
        for (String name : standIn.names()) {
            if (!name.equals("table")) {
                throw standIn.bad(name, "nothing beside table: a table brings its genes and metrics");
            }
        }
        if (!standIn.has("table")) {
            throw standIn.complaint("table", "found nothing, expected table = FILE, or function = NAME");
        }
        return StandInSpec.ofTable(standIn.path("table", folder));
    }
}
