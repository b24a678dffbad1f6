package llamanas.engine.coordinator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * In what order searches are brought back, and which are not any more. Those that were being brought back when the process ended
 * are suspects: any one of them may have been what ended it. So they wait until all others are up, and then come one by one, such
 * that the next end has one suspect alone. Who was among them at {@value #MOST} ends in a row is set aside. Mutable; owned by the
 * catalogue.
 */
final class Recoveries {
    private static final int MOST = 2;

    private final RecoveryMarks marks;
    /** By id: at how many ends of a process in a row the search was being brought back. */
    private final Map<String, Integer> ends;
    /** Being brought back. */
    private final Map<String, Integer> open = new TreeMap<>();

    private final Deque<String> suspects = new ArrayDeque<>();
    private final Map<String, String> aside = new HashMap<>();

    Recoveries(RecoveryMarks marks) {
        this.marks = marks;
        this.ends = new HashMap<>(marks.left());
        ends.forEach((id, count) -> {
            if (count >= MOST) {
                aside.put(id, cause(id, count));
            }
        });
    }

    private String cause(String id, int count) {
        return "set aside, since the process ended " + count
                + " times in a row while this search was being brought back"
                + " (the log says how; memory is the usual reason); the other searches go on. To try it once more, "
                + marks.remedy(id) + "; or start its spec again under another id";
    }

    /** Those of the searches to bring back that can come at once, all together. The suspects among them follow by {@link #next}. */
    List<String> atOnce(List<String> searches) {
        searches.stream()
                .filter(id -> ends.containsKey(id) && !aside.containsKey(id) && !suspects.contains(id))
                .forEach(suspects::add);
        return searches.stream().filter(id -> !ends.containsKey(id)).toList();
    }

    /** The next suspect, once nothing is being brought back. */
    Optional<String> next() {
        return open.isEmpty() ? anyway() : Optional.empty();
    }

    /** The next suspect, whatever else does not come up. */
    Optional<String> anyway() {
        return Optional.ofNullable(suspects.poll());
    }

    boolean hasSuspects() {
        return !suspects.isEmpty();
    }

    /** Whether the search has to wait for its turn. */
    boolean waits(String id) {
        return suspects.contains(id);
    }

    /** Why the search is not brought back; empty where it may be. */
    Optional<String> aside(String id) {
        return Optional.ofNullable(aside.get(id));
    }

    /** Is being brought back from now on. */
    void begun(String id) {
        int starts = ends.getOrDefault(id, 0) + 1;
        open.put(id, starts);
        marks.begun(id, starts);
    }

    /** Is up. */
    void up(String id) {
        if (open.remove(id) != null) {
            ends.remove(id);
            marks.done(id);
        }
    }

    /** Can't be brought back, which the process outlived. */
    void broke(String id, String cause) {
        up(id);
        aside.put(
                id,
                "set aside, since what is stored of it can't be read back: " + cause
                        + "; the other searches go on. Start its spec again under another id, or report it with the log");
    }

    /** The process ends in an orderly way: nobody who is still being brought back is to blame. */
    void stopped() {
        open.forEach((id, starts) -> {
            if (starts > 1) {
                marks.begun(id, starts - 1);
            } else {
                marks.done(id);
            }
        });
    }
}
