package llamanas.engine.coordinator;

import java.util.Optional;

/** Whether the journal can be written. */
@FunctionalInterface
public interface JournalState {
    /** A journal that nobody watches. */
    JournalState FINE = Optional::empty;

    /** What keeps the journal from being written, for people; empty where it can be. Answers at once, on any thread. */
    Optional<String> trouble();
}
