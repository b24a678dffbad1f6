package llamanas.engine.output;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The one place that makes text which others may have sent fit to be printed: names, messages and paths can hold characters
 * that move a terminal's cursor, colour it, turn the direction of writing, or begin a line that looks like ours. They become
 * {@code \}{@code u001b}, which inside of JSON means the same character. What JSON and text files hold is not changed.
 */
public final class Printable {
    /** A whole cell that is a number, whatever sign it begins with. */
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?|[+-]?Infinity|[+-]|");

    private static final String FORMULA = "=+-@\t\r";
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private Printable() {}

    /** A part of a line: nothing in it ends the line. */
    public static String line(String text) {
        return escaped(text, "");
    }

    /** Several lines, in which line feeds and tabs stay. */
    public static String lines(String text) {
        return escaped(text, "\n\t");
    }

    /**
     * A cell of a CSV file as a spreadsheet takes it for text. One that begins like a formula and is no number gets an
     * apostrophe in front.
     */
    static String cell(String text) {
        boolean formula = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
        return formula && !NUMBER.matcher(text).matches() ? "'" + text : text;
    }

    private static String escaped(String text, String kept) {
        if (text.codePoints().allMatch(c -> isHarmless(c, kept))) {
            return text;
        }
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isHarmless(c, kept)) {
                safe.appendCodePoint(c);
            } else {
                for (char unit : Character.toChars(c)) {
                    safe.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            }
        });
        return safe.toString();
    }

    /** Scripts need the joiners; they change how letters look, and not what is where. */
    private static boolean isHarmless(int c, String kept) {
        if (kept.indexOf(c) >= 0 || c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER) {
            return true;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
