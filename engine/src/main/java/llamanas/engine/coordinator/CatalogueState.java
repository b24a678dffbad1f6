package llamanas.engine.coordinator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamanas.engine.coordinator.event.CatalogueEvent;
import llamanas.protocol.search.SearchStatus;
import org.pcollections.OrderedPMap;
import org.pcollections.PMap;

/**
 * All searches by id, in the order in which they were started.
 *
 * @param searches the status in which a search ended; empty while it is not over
 */
record CatalogueState(PMap<String, Optional<SearchStatus>> searches) {
    /** Each keeps its candidates in memory, and all share a few threads that propose. */
    static final int MOST_OPEN = 100;

    static final CatalogueState EMPTY = new CatalogueState(OrderedPMap.empty());

    CatalogueState apply(CatalogueEvent event) {
        if (event instanceof CatalogueEvent.SearchRegistered registered) {
            return new CatalogueState(searches.plus(registered.id(), Optional.empty()));
        }
        if (event instanceof CatalogueEvent.SearchReopened reopened) {
            return new CatalogueState(searches.plus(reopened.id(), Optional.empty()));
        }
        CatalogueEvent.SearchEnded ended = (CatalogueEvent.SearchEnded) event;
        return new CatalogueState(searches.plus(ended.id(), Optional.of(ended.status())));
    }

    boolean isTaken(String id) {
        return searches.containsKey(id);
    }

    Optional<SearchStatus> endOf(String id) {
        return Optional.ofNullable(searches.get(id)).flatMap(end -> end);
    }

    /** Whether one more search may be under way. */
    boolean hasRoom() {
        return open().size() < MOST_OPEN;
    }

    /** Ids of the searches that are not over. */
    List<String> open() {
        return searches.entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }
}
