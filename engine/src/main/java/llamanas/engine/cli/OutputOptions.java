package llamanas.engine.cli;

import java.util.List;
import java.util.function.Supplier;
import llamanas.engine.output.Json;
import llamanas.engine.output.Table;
import llamanas.protocol.search.SearchStatus;
import picocli.CommandLine.Option;

/** How data is printed. */
final class OutputOptions {
    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "What to print: ${COMPLETION-CANDIDATES} (default: table).")
    private Format format = Format.table;

    /** A list: an array in JSON. */
    String render(List<?> json, Supplier<Table> csv, Supplier<String> text) {
        if (format == Format.json) {
            return Json.writeLines(json);
        }
        return format == Format.csv ? csv.get().toCsv() : text.get();
    }

    /** One search: an object in JSON. */
    String render(SearchStatus status) {
        if (format == Format.json) {
            return Json.writePretty(status);
        }
        return format == Format.csv ? Statuses.exact(List.of(status)).toCsv() : Statuses.details(status);
    }
}
