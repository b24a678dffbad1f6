package llamanas.workers.tasks;

/**
 * White space as Python's {@code str.strip} and {@code str.isspace} see it, which the harness goes by: Java's knows no no-break spaces
 * (U+00A0, U+2007, U+202F) and no next line (U+0085).
 */
public final class WhiteSpace {
    private WhiteSpace() {}

    /** Whether Python takes a character for white space. */
    public static boolean is(int codePoint) {
        return (codePoint >= '\t' && codePoint <= '\r')
                || (codePoint >= 0x1C && codePoint <= ' ')
                || codePoint == 0x85
                || Character.isSpaceChar(codePoint);
    }

    /** Whether there is nothing else in a text. */
    public static boolean isBlank(String text) {
        return text.codePoints().allMatch(WhiteSpace::is);
    }

    /** Without white space at the end: {@code str.rstrip()}. */
    public static String stripTrailing(String text) {
        int end = text.length();
        while (end > 0 && is(text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(0, end);
    }

    /** Without white space at both ends: {@code str.strip()}. */
    public static String strip(String text) {
        String cut = stripTrailing(text);
        int start = 0;
        while (start < cut.length() && is(cut.codePointAt(start))) {
            start += Character.charCount(cut.codePointAt(start));
        }
        return cut.substring(start);
    }
}
