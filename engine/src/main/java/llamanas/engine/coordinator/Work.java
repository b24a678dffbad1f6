package llamanas.engine.coordinator;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedSet;
import org.pcollections.TreePSet;

/**
 * Who has what: candidates that wait, and candidates that a worker has. Persistent collections, so every step is O(log n)
 * and copies nothing.
 */
record Work(PSortedSet<Integer> pending, PMap<Integer, String> running) {
    static final Work NONE = new Work(TreePSet.empty(), HashTreePMap.empty());

    static Work of(Collection<Integer> pending, Map<Integer, String> running) {
        return new Work(TreePSet.from(pending), HashTreePMap.from(running));
    }

    Work plus(Collection<Integer> candidates) {
        return new Work(pending.plusAll(candidates), running);
    }

    Work given(int candidate, String worker) {
        return new Work(pending.minus(candidate), running.plus(candidate, worker));
    }

    /** Nobody works on it any more, and nobody shall. */
    Work without(int candidate) {
        return new Work(pending.minus(candidate), running.minus(candidate));
    }

    Work returned(int candidate) {
        return new Work(pending.plus(candidate), running.minus(candidate));
    }

    /** The candidate that is next: the lowest number. */
    Optional<Integer> next() {
        return pending.isEmpty() ? Optional.empty() : Optional.of(pending.first());
    }

    Optional<String> holder(int candidate) {
        return Optional.ofNullable(running.get(candidate));
    }

    boolean isOpen(int candidate) {
        return pending.contains(candidate) || running.containsKey(candidate);
    }

    boolean isDone() {
        return pending.isEmpty() && running.isEmpty();
    }
}
