package llamanas.engine.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import java.util.Optional;
import llamanas.protocol.search.PreparationStatus;
import org.jspecify.annotations.Nullable;

/**
 * Whatever a search has beside its journal: the actor that plans, what is known of the archive, what people were told. When
 * a write to the journal fails, Akka stops the children of the actor and reads its state again, but goes on with the same
 * behaviour object; a field of that would still point to a planner that is gone. So all of it is here, and
 * {@link SearchCoordinator}, which may have no other field that changes, makes a new one whenever it has recovered. Mutable;
 * owned by the coordinator.
 */
final class Helpers {
    private final ActorContext<SearchCommand> context;
    private final Archivist archivist;
    /** Owns the strategy, while there is something to plan. */
    private Optional<ActorRef<GenerationPlanner.Propose>> planner = Optional.empty();
    /** What the worker that does the groundwork said last: for people, and in no journal. */
    private @Nullable PreparationStatus progress;

    Helpers(ActorContext<SearchCommand> context, Archive archive) {
        this.context = context;
        this.archivist = new Archivist(context, archive);
    }

    Archivist archivist() {
        return archivist;
    }

    /** Where the groundwork is; null where nothing was heard since the start. */
    @Nullable
    PreparationStatus progress() {
        return progress;
    }

    void heard(PreparationStatus status) {
        progress = status;
    }

    /** A search that is extended after its end gets a new one; it may come before the old one has stopped. */
    ActorRef<GenerationPlanner.Propose> planner(SearchLedger ledger) {
        ActorRef<GenerationPlanner.Propose> found = planner.orElseGet(() -> context.spawnAnonymous(
                GenerationPlanner.create(ledger.brain()),
                DispatcherSelector.fromConfig("llamanas.planner-dispatcher")));
        planner = Optional.of(found);
        return found;
    }

    /** There is nothing to plan any more. */
    void stopPlanner() {
        planner.ifPresent(context::stop);
        planner = Optional.empty();
    }
}
