package llamanas.engine.output;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import llamanas.protocol.search.FrontMember;

/**
 * A right-aligned column of a front; neighbours with the same group stand under one title.
 *
 * @param group title of the group, empty for none
 */
record Column(String group, String name, Function<FrontMember, String> value) {
    private static final String GAP = "  ";

    /** The table with a line of group titles above it where there are any. O(rows x columns). */
    static String layout(List<Column> columns, List<FrontMember> members) {
        List<List<Column>> groups = groups(columns);
        List<StringBuilder> lines = new ArrayList<>();
        for (int i = 0; i < members.size() + 2; i++) {
            lines.add(new StringBuilder());
        }
        groups.forEach(group -> append(lines, block(group, members)));
        return lines.stream()
                .map(line -> line.toString().stripTrailing())
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static List<List<Column>> groups(List<Column> columns) {
        List<List<Column>> groups = new ArrayList<>();
        for (Column column : columns) {
            boolean continues = !groups.isEmpty()
                    && !column.group.isEmpty()
                    && groups.get(groups.size() - 1).get(0).group.equals(column.group);
            if (!continues) {
                groups.add(new ArrayList<>());
            }
            groups.get(groups.size() - 1).add(column);
        }
        return groups;
    }

    /** One group's lines: title, names, values; all of equal length. */
    private static List<String> block(List<Column> group, List<FrontMember> members) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("");
        members.forEach(member -> lines.add(""));
        for (int c = 0; c < group.size(); c++) {
            List<String> cells = group.get(c).cells(members);
            int width = cells.stream().mapToInt(String::length).max().orElse(0);
            String gap = c == 0 ? "" : GAP;
            for (int i = 0; i < cells.size(); i++) {
                lines.set(i + 1, lines.get(i + 1) + gap + padded(cells.get(i), width));
            }
        }
        String title = Printable.line(group.get(0).group);
        int width = Math.max(title.length(), lines.get(1).length());
        lines.set(0, title + " ".repeat(width - title.length()));
        lines.subList(1, lines.size()).replaceAll(line -> padded(line, width));
        return lines;
    }

    private List<String> cells(List<FrontMember> members) {
        List<String> cells = new ArrayList<>(List.of(Printable.line(name)));
        members.forEach(member -> cells.add(Printable.line(value.apply(member))));
        return cells;
    }

    private static void append(List<StringBuilder> lines, List<String> block) {
        for (int i = 0; i < lines.size(); i++) {
            lines.get(i).append(lines.get(i).isEmpty() ? "" : GAP).append(block.get(i));
        }
    }

    private static String padded(String text, int width) {
        return " ".repeat(width - text.length()) + text;
    }
}
