package llamanas.engine.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.pattern.StatusReply;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.SnapshotAdapter;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.SignalHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.engine.coordinator.event.SearchSnapshot;
import llamanas.protocol.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * One search. Event-sourced: what to do is decided by {@link SearchDecisions}, persisted, and only then done. All that it
 * knows is its {@link SearchLedger}; this class only carries messages between the journal, the dispatcher, the strategy
 * and whoever asks.
 *
 * <p>The state is null until the search is created.
 */
final class SearchCoordinator extends EventSourcedBehavior<SearchCommand, SearchEvent, SearchLedger> {
    /** All that coordinators share. */
    record Surroundings(
            ActorRef<DispatcherCommand> dispatcher,
            ActorRef<Catalogue.Command> catalogue,
            SearchBrain.Factory brains,
            ResultWriter results,
            Archive archive,
            Clock clock) {}

    private static final String INBOX = "inbox";
    private static final Duration SAVE_AGAIN_AFTER = Duration.ofSeconds(10);

    private final ActorContext<SearchCommand> context;
    private final TimerScheduler<SearchCommand> timers;
    private final String id;
    private final Surroundings surroundings;
    private final Outage saving;
    private final Outage archiving;
    /** The only field that changes: made anew after every recovery. */
    private Helpers helpers;

    private SearchCoordinator(
            ActorContext<SearchCommand> context,
            TimerScheduler<SearchCommand> timers,
            String id,
            Surroundings surroundings) {
        super(persistenceId(id), Restarts.STORAGE);
        this.context = context;
        this.timers = timers;
        this.id = id;
        this.surroundings = surroundings;
        this.saving =
                new Outage(context.getLog(), "the results of search '" + id + "' can't be saved", surroundings.clock());
        this.archiving = new Outage(context.getLog(), "the archive fails search '" + id + "'", surroundings.clock());
        this.helpers = new Helpers(context, timers, surroundings.archive(), false);
    }

    static PersistenceId persistenceId(String id) {
        return PersistenceId.ofUniqueId("search-" + id);
    }

    static Behavior<SearchCommand> create(String id, Surroundings surroundings) {
        Behavior<SearchCommand> behavior = Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new SearchCoordinator(context, timers, id, surroundings)));
        return Behaviors.supervise(behavior).onFailure(RuntimeException.class, Restarts.FAULT);
    }

    @Override
    public @Nullable SearchLedger emptyState() {
        return null;
    }

    @Override
    public EventHandler<@Nullable SearchLedger, SearchEvent> eventHandler() {
        return (ledger, event) -> taken(() -> {
            if (ledger != null) {
                return ledger.apply(event);
            } else if (event instanceof SearchEvent.SearchCreated created) {
                return SearchLedger.begin(created, surroundings.brains());
            }
            throw new IllegalStateException("search " + id + " begins with " + event + " instead of its creation");
        });
    }

    /**
     * What is stored is taken in. Where that breaks while the journal is read it would at every further try, and with every start
     * of the node: the catalogue sets the search aside.
     */
    private <T> T taken(Supplier<T> state) {
        try {
            return state.get();
        } catch (RuntimeException | StackOverflowError e) {
            if (!helpers.recovered()) {
                String cause = e.getClass().getSimpleName() + ": " + e.getMessage();
                context.getLog().error("Search {} can't be brought back", id, e);
                surroundings.catalogue().tell(new Catalogue.SearchBroke(id, cause));
            }
            throw new IllegalStateException("search " + id + ": " + e, e);
        }
    }

    @Override
    public CommandHandler<SearchCommand, SearchEvent, SearchLedger> commandHandler() {
        return (ledger, command) -> ledger == null ? beforeCreation(command) : handle(ledger, command);
    }

    private Effect<SearchEvent, SearchLedger> beforeCreation(SearchCommand command) {
        if (command instanceof SearchCommand.Create create) {
            return Effect()
                    .persist(new SearchEvent.SearchCreated(id, create.spec(), create.inspection(), now()))
                    .thenRun(this::start)
                    .thenRun(ledger -> create.replyTo().tell(StatusReply.success(ledger)));
        } else if (command instanceof SearchCommand.Question question) {
            question.replyTo().tell(StatusReply.error(new UnknownSearchException(id)));
        } else if (command instanceof SearchCommand.SlotOffered offer) {
            carryOut(new Action.Decline(offer.worker()));
        } else if (command instanceof SearchCommand.JobEnded ended) {
            carryOut(new Action.Acknowledge(ended.job(), ended.worker(), ended.replyTo()));
        } else if (command instanceof SearchCommand.Several several) {
            several.commands().forEach(this::beforeCreation);
            several.inbox().tell(Inbox.Written.WRITTEN);
        }
        return Effect().none();
    }

    private Effect<SearchEvent, SearchLedger> handle(SearchLedger ledger, SearchCommand command) {
        if (command instanceof SearchCommand.Question question) {
            return answer(ledger, question);
        } else if (command instanceof SearchCommand.Recovered) {
            return persist(ledger, SearchDecisions.recovered(ledger, now()), (before, after) -> start(after));
        } else if (command instanceof SearchCommand.ResultsNotSaved failed) {
            saving.failed(failed.reason());
            timers.startSingleTimer(new SearchCommand.SaveAgain(), SAVE_AGAIN_AFTER);
            return Effect().none();
        } else if (command instanceof SearchCommand.JobProgressed progressed) {
            helpers.heard(progressed.status());
            return Effect().none();
        } else if (command instanceof SearchCommand.PlanBegan began) {
            helpers.planning().began(began.generation());
            return Effect().none();
        } else if (command instanceof SearchCommand.SaveAgain) {
            save(ledger);
            return Effect().none();
        } else if (command instanceof SearchCommand.Kept kept) {
            kept(ledger, kept);
            return Effect().none();
        } else if (command instanceof SearchCommand.ArchiveFailed failed) {
            archiving.failed(failed.reason());
            timers.startSingleTimer(new SearchCommand.ArchiveAgain(), SAVE_AGAIN_AFTER);
            return Effect().none();
        } else if (command instanceof SearchCommand.ArchiveAgain) {
            askArchiveAgain(ledger);
            return Effect().none();
        } else if (command instanceof SearchCommand.Several several) {
            return persist(ledger, Decision.inTurn(ledger, several.commands(), this::decide), (before, after) -> {
                followUp(before, after);
                several.inbox().tell(Inbox.Written.WRITTEN);
            });
        }
        return persist(ledger, decide(ledger, command), this::followUp);
    }

    private Effect<SearchEvent, SearchLedger> answer(SearchLedger ledger, SearchCommand.Question question) {
        try {
            return persist(ledger, decide(ledger, question), (before, after) -> {
                followUp(before, after);
                question.replyTo().tell(StatusReply.success(after.seen(helpers.progress())));
            });
        } catch (InvalidInputException e) {
            question.replyTo().tell(StatusReply.error(e));
            return Effect().none();
        }
    }

    private Decision decide(SearchLedger ledger, SearchCommand.Question question) {
        if (question instanceof SearchCommand.Pause) {
            return SearchDecisions.pause(ledger, now());
        } else if (question instanceof SearchCommand.Resume) {
            return SearchDecisions.resume(ledger, now());
        } else if (question instanceof SearchCommand.Cancel) {
            return SearchDecisions.cancel(ledger, now());
        } else if (question instanceof SearchCommand.Create create) {
            return SearchDecisions.createdAgain(ledger, create.spec());
        } else if (question instanceof SearchCommand.Extend extend) {
            return SteeringDecisions.extend(ledger, extend.request(), extend.evaluations(), now());
        } else if (question instanceof SearchCommand.Refer refer) {
            return SteeringDecisions.reference(ledger, refer.reference(), now());
        } else if (question instanceof SearchCommand.Inject inject) {
            return SteeringDecisions.inject(ledger, inject.architecture(), now());
        }
        return Decision.NOTHING;
    }

    private Decision decide(SearchLedger ledger, SearchCommand command) {
        if (command instanceof SearchCommand.SlotOffered offer) {
            return SearchDecisions.slotOffered(ledger, offer.worker(), now());
        } else if (command instanceof SearchCommand.JobEnded end) {
            return SearchDecisions.jobEnded(ledger, end.job(), end.result(), end.worker(), end.replyTo(), now());
        } else if (command instanceof SearchCommand.JobLost lost) {
            return SearchDecisions.jobLost(ledger, lost.job(), lost.worker(), lost.died(), now());
        } else if (command instanceof SearchCommand.JobObserved seen) {
            return SearchDecisions.jobObserved(ledger, seen.job(), seen.worker(), now());
        } else if (command instanceof SearchCommand.Planned planned) {
            helpers.planning().answered();
            return SearchDecisions.planned(ledger, planned.generation(), planned.genomes(), now());
        } else if (command instanceof SearchCommand.PlanFailed failed) {
            helpers.planning().answered();
            return SearchDecisions.planFailed(ledger, failed.reason(), now());
        } else if (command instanceof SearchCommand.PlanOverdue overdue) {
            return overdue.generation() == ledger.generations()
                    ? SearchDecisions.planFailed(ledger, helpers.planning().overdue(overdue.generation()), now())
                    : Decision.NOTHING;
        } else if (command instanceof SearchCommand.Recalled recalled) {
            archiving.over();
            return ArchiveDecisions.recalled(ledger, recalled.entries(), now());
        } else if (command instanceof SearchCommand.ResultsSaved) {
            saving.over();
            return SearchDecisions.resultsSaved(ledger, now());
        }
        throw new IllegalArgumentException("no decision on " + command);
    }

    private Effect<SearchEvent, SearchLedger> persist(
            SearchLedger before, Decision decision, BiConsumer<SearchLedger, SearchLedger> then) {
        return Effect().persist(decision.events()).thenRun(after -> {
            decision.actions().forEach(this::carryOut);
            then.accept(before, after);
        });
    }

    /** Introduces this coordinator to the dispatcher, and takes up whatever is to be done. */
    private void start(SearchLedger ledger) {
        surroundings.dispatcher().tell(new DispatcherCommand.Attach(id, inbox().narrow(), ledger.running()));
        Followups.all(ledger, now()).forEach(action -> carryOut(action, ledger));
    }

    private ActorRef<Inbox.Command> inbox() {
        return context.getChild(INBOX)
                .map(ActorRef::<Inbox.Command>unsafeUpcast)
                .orElseGet(() -> context.spawn(Inbox.create(context.getSelf()), INBOX));
    }

    private void followUp(SearchLedger before, SearchLedger after) {
        if (after.course().stage().isFinal()) {
            helpers.planning().stop();
        }
        Followups.between(before, after, now()).forEach(action -> carryOut(action, after));
    }

    private void carryOut(Action action, SearchLedger ledger) {
        if (action instanceof Action.Plan) {
            helpers.planning().propose(ledger);
        } else if (action instanceof Action.SaveResults) {
            save(ledger);
        } else if (action instanceof Action.Recall) {
            helpers.archivist().recall(ledger);
        } else if (action instanceof Action.Keep) {
            helpers.archivist().keep(ledger, Optional.empty());
        } else if (action instanceof Action.ReportEnd end) {
            helpers.planning().stop();
            helpers.archivist().keep(ledger, Optional.of(end.status()));
        } else {
            carryOut(action);
        }
    }

    private void carryOut(Action action) {
        ActorRef<DispatcherCommand> dispatcher = surroundings.dispatcher();
        if (action instanceof Action.Run run) {
            dispatcher.tell(new DispatcherCommand.Run(run.job(), run.worker()));
        } else if (action instanceof Action.Decline decline) {
            dispatcher.tell(new DispatcherCommand.Decline(id, decline.worker()));
        } else if (action instanceof Action.Acknowledge done) {
            dispatcher.tell(new DispatcherCommand.Recorded(done.job(), done.name(), done.worker()));
        } else if (action instanceof Action.Demand demand) {
            dispatcher.tell(new DispatcherCommand.Demand(id, demand.jobs(), demand.computedIn()));
        } else if (action instanceof Action.ReportReopening) {
            surroundings.catalogue().tell(new Catalogue.SearchGoesOn(id));
        }
    }

    /** The catalogue may forget a search that is over once the archive has all of it. */
    private void kept(SearchLedger ledger, SearchCommand.Kept kept) {
        archiving.over();
        helpers.archivist().kept(kept.candidates());
        if (Followups.isEnded(ledger)) {
            kept.end().ifPresent(end -> surroundings.catalogue().tell(new Catalogue.SearchOver(id, end)));
        }
    }

    private void askArchiveAgain(SearchLedger ledger) {
        if (ledger.needsArchive()) {
            helpers.archivist().recall(ledger);
        } else {
            helpers.archivist()
                    .keep(
                            ledger,
                            Followups.isEnded(ledger)
                                    ? Optional.of(SearchViews.status(ledger, now()))
                                    : Optional.empty());
        }
    }

    private void save(SearchLedger ledger) {
        Executor blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
        CompletableFuture<Void> saved = CompletableFuture.runAsync(() -> write(ledger), blocking);
        context.pipeToSelf(
                saved,
                (done, problem) -> problem == null
                        ? new SearchCommand.ResultsSaved()
                        : new SearchCommand.ResultsNotSaved(Outage.message(problem)));
    }

    private void write(SearchLedger ledger) {
        try {
            surroundings.results().write(SearchViews.results(ledger));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public SignalHandler<SearchLedger> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), ledger -> {
                    helpers.planning().stop();
                    helpers = new Helpers(context, timers, surroundings.archive(), true);
                    surroundings.catalogue().tell(new Catalogue.SearchUp(id));
                    if (ledger != null) {
                        context.getSelf().tell(new SearchCommand.Recovered());
                    }
                })
                .onSignal(
                        PreRestart.class, (ledger, signal) -> helpers.planning().stop())
                .onSignal(PostStop.class, (ledger, signal) -> helpers.planning().stop())
                .build();
    }

    @Override
    public boolean shouldSnapshot(SearchLedger ledger, SearchEvent event, long sequenceNr) {
        return SearchSnapshots.due(event);
    }

    @Override
    public SnapshotAdapter<SearchLedger> snapshotAdapter() {
        return new SnapshotAdapter<>() {
            @Override
            public Object toJournal(SearchLedger ledger) {
                return SearchSnapshots.of(ledger);
            }

            @Override
            public SearchLedger fromJournal(Object stored) {
                return taken(() -> SearchSnapshots.ledger((SearchSnapshot) stored, surroundings.brains()));
            }
        };
    }

    private Instant now() {
        return surroundings.clock().instant();
    }
}
