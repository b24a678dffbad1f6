package llamanas.engine.coordinator;

import akka.actor.typed.ActorRef;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The searches that want work done, served in turn. Mutable; owned by the dispatcher. */
final class Demands {
    /** A search with its place in the queue. */
    record Search(String id, ActorRef<SearchCommand> coordinator, int wanted, int offered) {}

    private final Map<String, Search> searches = new LinkedHashMap<>();

    /** A coordinator has started; whatever was offered to it before is forgotten. */
    void attach(String search, ActorRef<SearchCommand> coordinator) {
        searches.put(search, new Search(search, coordinator, 0, 0));
    }

    Optional<ActorRef<SearchCommand>> coordinator(String search) {
        return Optional.ofNullable(searches.get(search)).map(Search::coordinator);
    }

    void want(String search, int jobs) {
        searches.computeIfPresent(search, (id, old) -> new Search(id, old.coordinator(), jobs, old.offered()));
    }

    void answered(String search) {
        searches.computeIfPresent(
                search, (id, old) -> new Search(id, old.coordinator(), old.wanted(), Math.max(0, old.offered() - 1)));
    }

    /** The search that is to be offered the next slot; it goes to the end of the queue. O(searches). */
    Optional<Search> next() {
        Optional<Search> turn = searches.values().stream()
                .filter(search -> search.wanted() > search.offered())
                .findFirst();
        turn.ifPresent(search -> {
            searches.remove(search.id());
            searches.put(
                    search.id(), new Search(search.id(), search.coordinator(), search.wanted(), search.offered() + 1));
        });
        return turn;
    }
}
