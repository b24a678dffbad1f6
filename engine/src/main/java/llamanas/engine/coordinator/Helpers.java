package llamanas.engine.coordinator;

import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
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
    private final Archivist archivist;
    private final Planning planning;
    private final boolean recovered;
    /** What the worker that does the groundwork said last: for people, and in no journal. */
    private @Nullable PreparationStatus progress;

    Helpers(
            ActorContext<SearchCommand> context,
            TimerScheduler<SearchCommand> timers,
            Archive archive,
            boolean recovered) {
        this.recovered = recovered;
        this.planning = new Planning(context, timers);
        this.archivist = new Archivist(context, archive);
    }

    /** Owns the strategy, while there is something to plan. */
    Planning planning() {
        return planning;
    }

    /** Whether the journal was read. */
    boolean recovered() {
        return recovered;
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
}
