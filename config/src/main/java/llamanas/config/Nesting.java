package llamanas.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How deep a HOCON text is nested, by brackets or by dots in a key, told from the text alone: the library that parses it goes
 * down by recursion, and looks at all that is below a key again for each level.
 */
final class Nesting {
    /** Comments and quoted texts, in which nothing counts; an end that is missing is the end of the text. */
    private static final Pattern SKIPPED =
            Pattern.compile("(?://|#)[^\\n]*+|\"\"\"(?s:.*?)(?:\"\"\"|\\z)|\"(?:[^\"\\\\\\n]|\\\\.)*+\"?");

    private Nesting() {}

    /** Levels at the deepest place. O(length). */
    static int depth(String text) {
        Matcher skipped = SKIPPED.matcher(text);
        int next = skipped.find() ? skipped.start() : text.length();
        int brackets = 0;
        int dots = 0;
        int deepest = 0;
        for (int i = 0; i < text.length(); i++) {
            if (i == next) {
                i = skipped.end() - 1;
                next = skipped.find() ? skipped.start() : text.length();
                continue;
            }
            char c = text.charAt(i);
            brackets = Math.max(0, brackets + (c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0));
            dots = c == '.' ? dots + 1 : "{}[],=:\n".indexOf(c) >= 0 ? 0 : dots;
            deepest = Math.max(deepest, brackets + dots);
        }
        return deepest;
    }
}
