package llamanas.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody who misspelt a name most likely meant. */
public final class Nearest {
    /** Words that differ by more than this in length are not near, however long they are. */
    private static final int LONGEST = 100;

    private Nearest() {}

    /** The known name with the fewest edits, where these are at most a third of it (or one); ties go by alphabet. */
    public static Optional<String> to(String name, Collection<String> known) {
        return known.stream()
                .filter(k -> name.length() <= LONGEST)
                .filter(k -> edits(name, k) <= Math.max(1, k.length() / 3))
                .min(Comparator.<String>comparingInt(k -> edits(name, k)).thenComparing(Comparator.naturalOrder()));
    }

    /** {@code "; did you mean ..?"}, or nothing where no known name is near. */
    public static String hint(String name, Collection<String> known) {
        return to(name, known).map(near -> "; did you mean " + near + "?").orElse("");
    }

    /** Insertions, deletions, replacements and swaps of neighbours between two words. O(a * b). */
    static int edits(String a, String b) {
        if (Math.abs(a.length() - b.length()) > LONGEST) {
            return Math.abs(a.length() - b.length());
        }
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : step(a, b, d, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(String a, String b, int[][] d, int i, int j) {
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
    }
}
