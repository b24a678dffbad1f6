package llamanas.engine.output;

import java.util.List;

/**
 * Rows of text under a header; every row is as long as the header.
 *
 * @param header column names
 * @param rows cells
 */
public record Table(List<String> header, List<List<String>> rows) {
    public Table {
        header = List.copyOf(header);
        rows = rows.stream().map(List::copyOf).toList();
        int columns = header.size();
        rows.forEach(row -> {
            if (row.size() != columns) {
                throw new IllegalArgumentException("a row of " + row.size() + " cells under " + columns + " columns");
            }
        });
    }

    /** RFC 4180, with line feeds. */
    public String toCsv() {
        return Csv.of(this);
    }

    /** Columns aligned for a terminal. */
    public String toText() {
        return TextTable.of(
                new Table(printable(header), rows.stream().map(Table::printable).toList()));
    }

    private static List<String> printable(List<String> cells) {
        return cells.stream().map(Printable::line).toList();
    }
}
