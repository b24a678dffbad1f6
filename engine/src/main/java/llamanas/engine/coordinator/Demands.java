package llamanas.engine.coordinator;

import akka.actor.typed.ActorRef;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The searches that want work done, served in turn. Mutable; owned by the dispatcher. */
final class Demands {
    /**
     * A search with its place in the queue.
     *
     * @param computedIn dtype that its workers have to compute in; null where any worker will do
     */
    record Search(
            String id, ActorRef<SearchCommand> coordinator, int wanted, int offered, @Nullable String computedIn) {
        Search with(int nowWanted, int nowOffered) {
            return new Search(id, coordinator, nowWanted, nowOffered, computedIn);
        }
    }

    private final Map<String, Search> searches = new LinkedHashMap<>();

    /** A coordinator has started; whatever was offered to it before is forgotten. */
    void attach(String search, ActorRef<SearchCommand> coordinator) {
        searches.put(search, new Search(search, coordinator, 0, 0, null));
    }

    Optional<ActorRef<SearchCommand>> coordinator(String search) {
        return Optional.ofNullable(searches.get(search)).map(Search::coordinator);
    }

    void want(String search, int jobs, @Nullable String computedIn) {
        searches.computeIfPresent(
                search, (id, old) -> new Search(id, old.coordinator(), jobs, old.offered(), computedIn));
    }

    void answered(String search) {
        searches.computeIfPresent(search, (id, old) -> old.with(old.wanted(), Math.max(0, old.offered() - 1)));
    }

    /** The search that is to be offered a worker's slot; it goes to the end of the queue. O(searches). */
    Optional<Search> next(WorkerEntry worker) {
        Optional<Search> turn = searches.values().stream()
                .filter(search -> search.wanted() > search.offered() && worker.computes(search.computedIn()))
                .findFirst();
        turn.ifPresent(search -> {
            searches.remove(search.id());
            searches.put(search.id(), search.with(search.wanted(), search.offered() + 1));
        });
        return turn;
    }
}
