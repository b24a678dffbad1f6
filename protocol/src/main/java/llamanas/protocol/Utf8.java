package llamanas.protocol;

import java.nio.charset.StandardCharsets;

/** Text of files that people bring: UTF-8, with or without the byte order mark that some editors put in front. */
public final class Utf8 {
    private static final String MARK = "\uFEFF";

    private Utf8() {}

    /** What some bytes say; what is no UTF-8 in them becomes U+FFFD. */
    public static String text(byte[] bytes) {
        return withoutMark(new String(bytes, StandardCharsets.UTF_8));
    }

    /** Text without a byte order mark at its start. */
    public static String withoutMark(String text) {
        return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
    }
}
