package llamanas.config;

/** What somebody wrote, as a message shows it: all of it, but for the end of what is very long. */
final class Shown {
    private static final int LONGEST = 200;
    private static final int LONGEST_MESSAGE = 1000;

    private Shown() {}

    static String of(Object found) {
        return cut(String.valueOf(found), LONGEST);
    }

    /** The same of a whole message, which others wrote. */
    static String message(String message) {
        return cut(message, LONGEST_MESSAGE);
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        // Never one half of a character.
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end) + "..";
    }
}
