package llamanas.workers.standin;

import java.util.ArrayList;
import java.util.List;

/** Reads comma separated values as RFC 4180 has them; lines may end with a line feed alone. */
final class CsvText {
    private final String text;
    private int at;

    private CsvText(String text) {
        this.text = text;
    }

    /** All records. A last one without its line's end is left out: whoever wrote it was cut off. O(length). */
    static List<List<String>> complete(String text) {
        CsvText reader = new CsvText(text);
        List<List<String>> records = new ArrayList<>();
        List<String> cells = new ArrayList<>();
        while (reader.at < text.length()) {
            cells.add(reader.cell());
            if (reader.isAt(',')) {
                reader.at++;
            } else if (reader.lineEnd()) {
                records.add(List.copyOf(cells));
                cells.clear();
            }
        }
        return records;
    }

    /** How many characters the complete records take. */
    static int completeLength(String text) {
        CsvText reader = new CsvText(text);
        int complete = 0;
        while (reader.at < text.length()) {
            reader.cell();
            if (reader.isAt(',')) {
                reader.at++;
            } else if (reader.lineEnd()) {
                complete = reader.at;
            }
        }
        return complete;
    }

    private String cell() {
        return isAt('"') ? quoted() : plain();
    }

    private String plain() {
        int start = at;
        while (at < text.length() && !isAt(',') && !isAt('\n') && !isAt('\r')) {
            at++;
        }
        return text.substring(start, at);
    }

    /** What follows a closing quote, which should be nothing, is taken as it is. */
    private String quoted() {
        StringBuilder cell = new StringBuilder();
        at++;
        while (at < text.length()) {
            if (isAt('"') && at + 1 < text.length() && text.charAt(at + 1) == '"') {
                cell.append('"');
                at += 2;
            } else if (isAt('"')) {
                at++;
                return cell.append(plain()).toString();
            } else {
                cell.append(text.charAt(at++));
            }
        }
        return cell.toString();
    }

    /** Steps over the end of a line; false at the end of a text that has none. */
    private boolean lineEnd() {
        if (isAt('\r')) {
            at++;
        }
        if (isAt('\n')) {
            at++;
            return true;
        }
        return at < text.length() && at > 0 && text.charAt(at - 1) == '\r';
    }

    private boolean isAt(char wanted) {
        return at < text.length() && text.charAt(at) == wanted;
    }
}
