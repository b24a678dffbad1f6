package llamanas.engine.coordinator.event;

import java.time.Instant;
import java.util.Objects;
import llamanas.protocol.search.SearchStatus;

/** Something that happened to the list of searches. */
public sealed interface CatalogueEvent extends JournalRecord {
    /** The id is taken. */
    record SearchRegistered(String id, Instant at) implements CatalogueEvent {
        public SearchRegistered {
            at = Objects.requireNonNullElse(at, Instant.EPOCH);
        }
    }

    /** The search is over and owes nothing to anybody: its coordinator need not be woken after a restart. */
    record SearchEnded(String id, SearchStatus status, Instant at) implements CatalogueEvent {
        public SearchEnded {
            at = Objects.requireNonNullElse(at, Instant.EPOCH);
        }
    }

    /** A search that was over goes on. */
    record SearchReopened(String id, Instant at) implements CatalogueEvent {
        public SearchReopened {
            at = Objects.requireNonNullElse(at, Instant.EPOCH);
        }
    }
}
