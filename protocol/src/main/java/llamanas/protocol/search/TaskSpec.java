package llamanas.protocol.search;

import llamanas.protocol.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * Data to measure quality on, in one or two halves. A {@code .jsonl} file is multiple choice, anything else is text.
 *
 * @param name prefix of its metrics
 * @param search path of the data that the search sees; null for a task that is measured on the front only
 * @param report path of data that the search does not see, for the results; null where there is none
 * @param limit how many items (or documents) of each file to use at most; 0 for all
 * @param kl whether to measure the KL divergence to the full network as well (text only)
 * @param delimiter what stands between a question and each of its choices, {@code target_delimiter} in lm-evaluation-harness
 */
public record TaskSpec(
        String name, @Nullable String search, @Nullable String report, int limit, boolean kl, String delimiter) {
    /** The usual {@link #delimiter}. */
    public static final String DELIMITER = " ";

    /** Ending of the files that hold multiple-choice items. */
    public static final String MULTIPLE_CHOICE_ENDING = ".jsonl";

    public TaskSpec {
        delimiter = delimiter == null ? DELIMITER : delimiter;
        if (search == null && report == null) {
            throw new InvalidInputException("task " + name + ": found neither search nor report, expected one or both");
        }
    }

    /** With the usual delimiter. */
    public TaskSpec(String name, @Nullable String search, @Nullable String report, int limit, boolean kl) {
        this(name, search, report, limit, kl, DELIMITER);
    }

    /** Whether a file of this name holds multiple-choice items. */
    public static boolean isMultipleChoice(String file) {
        return file.endsWith(MULTIPLE_CHOICE_ENDING);
    }

    /** The file of one phase; null where the task has none for it. */
    public @Nullable String file(Phase phase) {
        return phase == Phase.SEARCH ? search : report;
    }
}
