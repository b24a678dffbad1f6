package llamanas.workers.tasks;

import java.util.List;

/**
 * One multiple choice question.
 *
 * @param query what comes before the choices; may be empty
 * @param gold index of the right choice
 * @param line where it stands in its file, from 1
 */
record Question(String query, List<String> choices, int gold, int line) {
    /** Length of a choice as acc_norm counts it: code points, without the delimiter. */
    int characters(int choice) {
        String text = choices.get(choice);
        return text.codePointCount(0, text.length());
    }
}
