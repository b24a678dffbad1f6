package llamanas.engine.coordinator;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which searches are being brought back at the moment, kept where the death of the process does not reach: what is left of it at
 * the next start are those in whose midst the process ended. What can't be kept is not: a search is never held up by this.
 */
public interface RecoveryMarks {
    /** What the process before this one left: by id, for how many starts in a row the search was being brought back at the end. */
    Map<String, Integer> left();

    /** The search is being brought back, at so many starts in a row by now. */
    void begun(String id, int starts);

    /** The search is back, or it is known why it can't be. */
    void done(String id);

    /** What a person has to do for the search to be tried once more, as an imperative. */
    String remedy(String id);

    /** Kept as long as the process lives, for where nobody asks for more. */
    static RecoveryMarks inMemory() {
        Map<String, Integer> marks = new TreeMap<>();
        return new RecoveryMarks() {
            @Override
            public synchronized Map<String, Integer> left() {
                return Map.copyOf(marks);
            }

            @Override
            public synchronized void begun(String id, int starts) {
                marks.put(id, starts);
            }

            @Override
            public synchronized void done(String id) {
                marks.remove(id);
            }

            @Override
            public String remedy(String id) {
                return "start the node again";
            }
        };
    }
}
