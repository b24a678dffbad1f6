package llamanas.engine.output;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Comma separated values as in RFC 4180, but lines end with a line feed alone, as every Unix tool and every spreadsheet
 * accepts. Texts that a spreadsheet would take for a formula get an apostrophe in front.
 */
final class Csv {
    private Csv() {}

    static String of(Table table) {
        StringBuilder text = new StringBuilder(line(table.header()));
        table.rows().forEach(row -> text.append(line(row)));
        return text.toString();
    }

    /** One row, with its line feed. */
    static String line(List<String> cells) {
        return cells.stream().map(Csv::quote).collect(Collectors.joining(",", "", "\n"));
    }

    private static String quote(String text) {
        String cell = Printable.cell(text);
        boolean special = cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return special ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }
}
