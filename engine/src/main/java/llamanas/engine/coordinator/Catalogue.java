package llamanas.engine.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.BackoffSupervisorStrategy;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** From a coordinator: it has read its journal. */
    record SearchUp(String id) implements Command {}

    /** From a coordinator: what is in its journal can't be taken in, and never will be. */
    record SearchBroke(String id, String cause) implements Command {}

    /** To itself: those that are being brought back have had their time. */
    record NextSuspect() implements Command {}

    /** A result for a search whose coordinator is not awake, or which is not known at all. */
    record StrayResult(SearchCommand.JobEnded result) implements Command {}

    /** What the coordinators need, apart from this actor. */
    record Surroundings(
            ActorRef<DispatcherCommand> dispatcher,
            SearchBrain.Factory brains,
            ResultWriter results,
            Archive archive,
            RecoveryMarks marks,
            Clock clock) {}

    static final PersistenceId PERSISTENCE_ID = PersistenceId.ofUniqueId("catalogue");
    /** Searches go on where it is only the catalogue that could not write. */
    private static final BackoffSupervisorStrategy RESTART = Restarts.STORAGE.withStopChildren(false);

    private final ActorContext<Command> context;
    /** After which a suspect comes although something else is not up yet. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TimerScheduler<Command> timers;
    private final Surroundings surroundings;
    private final Recoveries recoveries;
    /** Who asked for searches whose turn has not come. */
    private final Map<String, List<ActorRef<StatusReply<ActorRef<SearchCommand>>>>> asking = new HashMap<>();

    private Catalogue(ActorContext<Command> context, TimerScheduler<Command> timers, Surroundings surroundings) {
        super(PERSISTENCE_ID, RESTART);
        this.timers = timers;
        this.recoveries = new Recoveries(surroundings.marks());
        this.context = context;
        this.surroundings = surroundings;
    }

    static Behavior<Command> create(Surroundings surroundings) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new Catalogue(context, timers, surroundings)));
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
                find(state, find.id(), find.replyTo());
            } else if (command instanceof ListAll list) {
                list.replyTo().tell(state);
            } else if (command instanceof Reopen reopen) {
                return reopen(state, reopen);
            } else if (command instanceof SearchGoesOn goesOn) {
                return reopened(state, goesOn.id());
            } else if (command instanceof SearchOver over) {
                return over(state, over);
            } else if (command instanceof SearchUp up) {
                recoveries.up(up.id());
                recoveries.next().ifPresent(this::wake);
            } else if (command instanceof SearchBroke broke) {
                broke(broke);
            } else if (command instanceof NextSuspect) {
                recoveries.anyway().ifPresent(this::wake);
            } else if (command instanceof StrayResult stray) {
                stray(state, stray.result());
            }
            return Effect().none();
        };
    }

    private Effect<CatalogueEvent, CatalogueState> register(CatalogueState state, Register register) {
        String id = register.id();
        if (state.isTaken(id)) {
            find(state, id, register.replyTo());
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
        return reopened(state, reopen.id()).thenRun(next -> find(next, reopen.id(), reopen.replyTo()));
    }

    private static StatusReply<ActorRef<SearchCommand>> full() {
        return StatusReply.error(TooManySearchesException.open(CatalogueState.MOST_OPEN));
    }

    private void find(CatalogueState state, String id, ActorRef<StatusReply<ActorRef<SearchCommand>>> replyTo) {
        Optional<String> aside = recoveries.aside(id);
        if (!state.isTaken(id)) {
            replyTo.tell(StatusReply.error(new UnknownSearchException(id)));
        } else if (aside.isPresent()) {
            replyTo.tell(StatusReply.error(new SetAsideException(id, aside.get())));
        } else if (recoveries.waits(id)) {
            asking.computeIfAbsent(id, waiting -> new ArrayList<>()).add(replyTo);
        } else {
            replyTo.tell(StatusReply.success(coordinator(id)));
        }
    }

    /** A suspect's turn has come. */
    private void wake(String id) {
        ActorRef<SearchCommand> coordinator = coordinator(id);
        List<ActorRef<StatusReply<ActorRef<SearchCommand>>>> askers = asking.remove(id);
        if (askers != null) {
            askers.forEach(asker -> asker.tell(StatusReply.success(coordinator)));
        }
        awaitNext();
    }

    private void awaitNext() {
        if (recoveries.hasSuspects()) {
            timers.startSingleTimer(new NextSuspect(), PATIENCE);
        }
    }

    private void broke(SearchBroke broke) {
        context.getLog().error("Search {} is set aside, its journal can't be taken in: {}", broke.id(), broke.cause());
        recoveries.broke(broke.id(), broke.cause());
        context.getChild(name(broke.id())).ifPresent(context::stop);
        recoveries.next().ifPresent(this::wake);
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
        String id = result.job().search();
        if (recoveries.waits(id)) {
            return;
        }
        if (state.isTaken(id) && recoveries.aside(id).isEmpty()) {
            coordinator(id);
        } else {
            surroundings
                    .dispatcher()
                    .tell(new DispatcherCommand.Recorded(result.job(), result.worker(), result.replyTo()));
        }
    }

    private ActorRef<SearchCommand> coordinator(String id) {
        String name = name(id);
        Optional<ActorRef<SearchCommand>> awake = context.getChild(name).map(ActorRef::<SearchCommand>unsafeUpcast);
        if (awake.isPresent()) {
            return awake.get();
        }
        recoveries.begun(id);
        return context.spawn(
                SearchCoordinator.create(
                        id,
                        new SearchCoordinator.Surroundings(
                                surroundings.dispatcher(),
                                context.getSelf(),
                                surroundings.brains(),
                                surroundings.results(),
                                surroundings.archive(),
                                surroundings.clock())),
                name);
    }

    private static String name(String id) {
        return "search-" + id;
    }

    @Override
    public SignalHandler<CatalogueState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), state -> {
                    surroundings.dispatcher().tell(new DispatcherCommand.Attached(context.getSelf()));
                    recoveries.atOnce(state.open()).forEach(this::coordinator);
                    recoveries.next().ifPresent(this::wake);
                    awaitNext();
                })
                .onSignal(PostStop.class, (state, stopped) -> recoveries.stopped())
                .build();
    }
}
