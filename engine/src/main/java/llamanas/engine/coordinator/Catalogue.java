package llamanas.engine.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.BackoffSupervisorStrategy;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EffectBuilder;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.SignalHandler;
import java.time.Clock;
import java.util.Optional;
import llamanas.engine.coordinator.event.CatalogueEvent;
import llamanas.protocol.search.SearchStatus;

/**
 * Knows every search by its id, and is the parent of their coordinators. After a restart it wakes those that are not over;
 * the others when somebody asks for them.
 */
final class Catalogue extends EventSourcedBehavior<Catalogue.Command, CatalogueEvent, CatalogueState> {
    sealed interface Command {}

    /** Takes the id if it is free; answers with its coordinator either way. */
    record Register(String id, ActorRef<StatusReply<ActorRef<SearchCommand>>> replyTo) implements Command {}

    /** Answers with the coordinator of a search, or with {@link UnknownSearchException}. */
    record Find(String id, ActorRef<StatusReply<ActorRef<SearchCommand>>> replyTo) implements Command {}

    /** As {@link Find}; a search that is over counts as going on from now on, so that it is woken after a restart. */
    record Reopen(String id, ActorRef<StatusReply<ActorRef<SearchCommand>>> replyTo) implements Command {}

    /** From a coordinator: a search that was over goes on. */
    record SearchGoesOn(String id) implements Command {}

    record ListAll(ActorRef<CatalogueState> replyTo) implements Command {}

    /** From a coordinator: nothing can happen to the search any more. */
    record SearchOver(String id, SearchStatus status) implements Command {}

    /** A result for a search whose coordinator is not awake, or which is not known at all. */
    record StrayResult(SearchCommand.JobEnded result) implements Command {}

    /** What the coordinators need, apart from this actor. */
    record Surroundings(
            ActorRef<DispatcherCommand> dispatcher,
            SearchBrain.Factory brains,
            ResultWriter results,
            Archive archive,
            Clock clock) {}

    static final PersistenceId PERSISTENCE_ID = PersistenceId.ofUniqueId("catalogue");
    /** Searches go on where it is only the catalogue that could not write. */
    private static final BackoffSupervisorStrategy RESTART = Restarts.STORAGE.withStopChildren(false);

    private final ActorContext<Command> context;
    private final Surroundings surroundings;

    private Catalogue(ActorContext<Command> context, Surroundings surroundings) {
        super(PERSISTENCE_ID, RESTART);
        this.context = context;
        this.surroundings = surroundings;
    }

    static Behavior<Command> create(Surroundings surroundings) {
        return Behaviors.setup(context -> new Catalogue(context, surroundings));
    }

    @Override
    public CatalogueState emptyState() {
        return CatalogueState.EMPTY;
    }

    @Override
    public EventHandler<CatalogueState, CatalogueEvent> eventHandler() {
        return CatalogueState::apply;
    }

    @Override
    public CommandHandler<Command, CatalogueEvent, CatalogueState> commandHandler() {
        return (state, command) -> {
            if (command instanceof Register register) {
                return register(state, register);
            } else if (command instanceof Find find) {
                find.replyTo().tell(find(state, find.id()));
            } else if (command instanceof ListAll list) {
                list.replyTo().tell(state);
            } else if (command instanceof Reopen reopen) {
                return reopen(state, reopen);
            } else if (command instanceof SearchGoesOn goesOn) {
                return reopened(state, goesOn.id());
            } else if (command instanceof SearchOver over) {
                return over(state, over);
            } else if (command instanceof StrayResult stray) {
                stray(state, stray.result());
            }
            return Effect().none();
        };
    }

    private Effect<CatalogueEvent, CatalogueState> register(CatalogueState state, Register register) {
        String id = register.id();
        if (state.isTaken(id)) {
            register.replyTo().tell(StatusReply.success(coordinator(id)));
            return Effect().none();
        }
        if (!state.hasRoom()) {
            register.replyTo().tell(full());
            return Effect().none();
        }
        return Effect()
                .persist(new CatalogueEvent.SearchRegistered(
                        id, surroundings.clock().instant()))
                .thenRun(next -> register.replyTo().tell(StatusReply.success(coordinator(id))));
    }

    private Effect<CatalogueEvent, CatalogueState> reopen(CatalogueState state, Reopen reopen) {
        if (state.endOf(reopen.id()).isPresent() && !state.hasRoom()) {
            reopen.replyTo().tell(full());
            return Effect().none();
        }
        return reopened(state, reopen.id()).thenRun(next -> reopen.replyTo().tell(find(next, reopen.id())));
    }

    private static StatusReply<ActorRef<SearchCommand>> full() {
        return StatusReply.error(TooManySearchesException.open(CatalogueState.MOST_OPEN));
    }

    private StatusReply<ActorRef<SearchCommand>> find(CatalogueState state, String id) {
        return state.isTaken(id)
                ? StatusReply.success(coordinator(id))
                : StatusReply.error(new UnknownSearchException(id));
    }

    private Effect<CatalogueEvent, CatalogueState> over(CatalogueState state, SearchOver over) {
        Optional<SearchStatus> known = state.endOf(over.id());
        return known.isPresent()
                ? Effect().none()
                : Effect()
                        .persist(new CatalogueEvent.SearchEnded(
                                over.id(), over.status(), surroundings.clock().instant()));
    }

    private EffectBuilder<CatalogueEvent, CatalogueState> reopened(CatalogueState state, String id) {
        return state.endOf(id).isEmpty()
                ? Effect().none()
                : Effect()
                        .persist(new CatalogueEvent.SearchReopened(
                                id, surroundings.clock().instant()));
    }

    /** The coordinator, once awake, gets the result when the worker sends it again. */
    private void stray(CatalogueState state, SearchCommand.JobEnded result) {
        if (state.isTaken(result.job().search())) {
            coordinator(result.job().search());
        } else {
            surroundings
                    .dispatcher()
                    .tell(new DispatcherCommand.Recorded(result.job(), result.worker(), result.replyTo()));
        }
    }

    private ActorRef<SearchCommand> coordinator(String id) {
        String name = "search-" + id;
        return context.getChild(name)
                .map(ActorRef::<SearchCommand>unsafeUpcast)
                .orElseGet(() -> context.spawn(
                        SearchCoordinator.create(
                                id,
                                new SearchCoordinator.Surroundings(
                                        surroundings.dispatcher(),
                                        context.getSelf(),
                                        surroundings.brains(),
                                        surroundings.results(),
                                        surroundings.archive(),
                                        surroundings.clock())),
                        name));
    }

    @Override
    public SignalHandler<CatalogueState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), state -> {
                    surroundings.dispatcher().tell(new DispatcherCommand.Attached(context.getSelf()));
                    state.open().forEach(this::coordinator);
                })
                .build();
    }
}
