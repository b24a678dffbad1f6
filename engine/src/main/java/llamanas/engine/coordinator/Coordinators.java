package llamanas.engine.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import java.time.Clock;

/** Starts all that a coordinator's node runs: the one door of this package for the node. */
public final class Coordinators {
    private Coordinators() {}

    /**
     * Starts dispatcher and catalogue as children of the guardian, and with the catalogue all searches that are not over.
     * Where one of the two stops, the guardian fails, and with it the node: nothing could go on without them.
     */
    public static SearchService start(
            ActorContext<?> guardian,
            SearchBrain.Factory brains,
            ResultWriter results,
            Archive archive,
            JournalState journal,
            RecoveryMarks marks,
            Clock clock) {
        ActorRef<DispatcherCommand> dispatcher =
                guardian.spawn(Dispatcher.create(Dispatcher.Patience.DEFAULT), "dispatcher");
        ActorRef<Catalogue.Command> catalogue = guardian.spawn(
                Catalogue.create(new Catalogue.Surroundings(dispatcher, brains, results, archive, marks, clock)),
                "catalogue");
        guardian.watch(dispatcher);
        guardian.watch(catalogue);
        return new ClusterSearchService(guardian.getSystem(), catalogue, dispatcher, brains, journal, clock);
    }
}
