package llamanas.engine.output;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Lays a table out for a terminal: two spaces between columns, numbers to the right, text to the left. */
final class TextTable {
    /** What counts as a number: also with a unit ({@code 3.94 M}, {@code 1.3x}, {@code +2.1 %}) or absent. */
    private static final Pattern NUMERIC =
            Pattern.compile("|-|[+-]?[0-9][0-9.,]*(e[+-]?\\d+)?x?( ?[A-Za-z%]+)?( \\d+ s)?");

    private static final String GAP = "  ";

    private TextTable() {}

    static String of(Table table) {
        int columns = table.header().size();
        int[] widths = IntStream.range(0, columns).map(c -> width(table, c)).toArray();
        boolean[] right = new boolean[columns];
        for (int c = 0; c < columns; c++) {
            right[c] = isNumeric(table, c);
        }
        StringBuilder text = new StringBuilder(line(table.header(), widths, right));
        table.rows().forEach(row -> text.append(line(row, widths, right)));
        return text.toString();
    }

    private static int width(Table table, int column) {
        int header = table.header().get(column).length();
        return table.rows().stream().mapToInt(row -> row.get(column).length()).reduce(header, Math::max);
    }

    private static boolean isNumeric(Table table, int column) {
        return table.rows().stream()
                .allMatch(row -> NUMERIC.matcher(row.get(column)).matches());
    }

    private static String line(List<String> cells, int[] widths, boolean[] right) {
        List<String> padded = new ArrayList<>();
        for (int c = 0; c < widths.length; c++) {
            String padding = " ".repeat(widths[c] - cells.get(c).length());
            padded.add(right[c] ? padding + cells.get(c) : cells.get(c) + padding);
        }
        return String.join(GAP, padded).stripTrailing() + "\n";
    }
}
