package llamanas.engine.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.AskPattern;
import akka.japi.function.Function;
import akka.pattern.StatusReply;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import llamanas.config.SubnetworkReader;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.api.ExtendRequest;
import llamanas.protocol.api.FrontQuery;
import llamanas.protocol.api.Injection;
import llamanas.protocol.api.PredictionRow;
import llamanas.protocol.api.SearchRequest;
import llamanas.protocol.api.WorkerRow;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchStatus;
import llamanas.protocol.search.SingleChanges;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.wire.JobResult;

/** Asks the actors of this node; what has to be computed of a ledger is computed outside of them. */
final class ClusterSearchService implements SearchService {
    private static final Duration ANSWER = Duration.ofSeconds(15);
    /** Opening a model of many gigabytes from a slow disk, after waiting for a free slot. */
    private static final Duration INSPECTION = Duration.ofMinutes(15);

    private static final int MOST_STARTING = 16;
    /** What takes longer than this to begin is no search that anybody wants. */
    private static final Duration ACCEPTANCE = Duration.ofSeconds(60);

    private final ActorSystem<?> system;
    private final ActorRef<Catalogue.Command> catalogue;
    private final ActorRef<DispatcherCommand> dispatcher;
    private final SearchBrain.Factory brains;
    private final JournalState journal;
    private final Clock clock;
    private final Semaphore starting = new Semaphore(MOST_STARTING);

    ClusterSearchService(
            ActorSystem<?> system,
            ActorRef<Catalogue.Command> catalogue,
            ActorRef<DispatcherCommand> dispatcher,
            SearchBrain.Factory brains,
            JournalState journal,
            Clock clock) {
        this.system = system;
        this.catalogue = catalogue;
        this.dispatcher = dispatcher;
        this.brains = brains;
        this.journal = journal;
        this.clock = clock;
    }

    @Override
    public Optional<String> trouble() {
        return journal.trouble();
    }

    @Override
    public CompletionStage<SearchStatus> start(String id, SearchSpec spec) {
        try {
            SearchRequest.checkId(id);
        } catch (InvalidInputException e) {
            return CompletableFuture.failedFuture(e);
        }
        return existing(id, spec).thenCompose(found -> found.map(CompletableFuture::completedStage)
                .orElseGet(() ->
                        inRoom(() -> inspected(id, spec).thenCompose(inspection -> created(id, spec, inspection))))
                .thenApply(this::status));
    }

    /** Each start that is under way has a worker open a model, one after the other: only so many may wait for that. */
    private CompletionStage<SearchLedger> inRoom(Supplier<CompletionStage<SearchLedger>> start) {
        if (!starting.tryAcquire()) {
            return CompletableFuture.failedFuture(TooManySearchesException.starting(MOST_STARTING));
        }
        return catalogued()
                .thenCompose(state -> state.hasRoom()
                        ? start.get()
                        : CompletableFuture.failedFuture(TooManySearchesException.open(CatalogueState.MOST_OPEN)))
                .whenComplete((ledger, problem) -> starting.release());
    }

    /** The search that has the id, if it has this spec; empty where the id is free. */
    private CompletionStage<Optional<SearchLedger>> existing(String id, SearchSpec spec) {
        return ledger(id).handle((ledger, problem) -> {
            if (problem == null) {
                SearchDecisions.createdAgain(ledger, spec);
                return Optional.of(ledger);
            } else if (unwrapped(problem) instanceof UnknownSearchException) {
                return Optional.empty();
            }
            throw new CompletionException(unwrapped(problem));
        });
    }

    private CompletionStage<Inspection> inspected(String id, SearchSpec spec) {
        Function<ActorRef<StatusReply<JobResult>>, DispatcherCommand> question =
                replyTo -> new DispatcherCommand.Inspect(id, spec, replyTo);
        return ask(dispatcher, question, INSPECTION, "a worker did not open model and tasks of search '" + id + "'")
                .thenCompose(result -> {
                    if (result instanceof JobResult.Inspected found) {
                        return accepted(spec, found.inspection());
                    } else if (result instanceof JobResult.Refused refused) {
                        throw new InvalidInputException(refused.message());
                    }
                    throw new IllegalStateException("the worker failed to open model and tasks: " + failure(result));
                });
    }

    /** Refuses what can't work on this model, before the search is in the journal; not on a thread of the actors, and not for ever. */
    private CompletionStage<Inspection> accepted(SearchSpec spec, Inspection inspection) {
        Computation computation = new Computation();
        Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
        return CompletableFuture.supplyAsync(
                        () -> computation.run(() -> {
                            brains.create(spec, inspection).strategy();
                            return inspection;
                        }),
                        blocking)
                .orTimeout(ACCEPTANCE.toSeconds(), TimeUnit.SECONDS)
                .exceptionally(problem -> {
                    computation.stop();
                    if (unwrapped(problem) instanceof TimeoutException) {
                        throw new InvalidInputException(
                                "space: found one whose constraints and first candidates take longer"
                                        + " than " + ACCEPTANCE.toSeconds()
                                        + " s to work out, expected fewer choices for each"
                                        + " layer, or fewer constraints");
                    }
                    throw new CompletionException(unwrapped(problem));
                });
    }

    private static String failure(JobResult result) {
        return result instanceof JobResult.Evaluated ended && ended.outcome() instanceof EvaluationOutcome.Failed failed
                ? failed.reason()
                : String.valueOf(result);
    }

    private CompletionStage<SearchLedger> created(String id, SearchSpec spec, Inspection inspection) {
        Function<ActorRef<StatusReply<ActorRef<SearchCommand>>>, Catalogue.Command> register =
                replyTo -> new Catalogue.Register(id, replyTo);
        return ask(catalogue, register, ANSWER, silence(id))
                .thenCompose(coordinator -> this.<SearchCommand, SearchLedger>ask(
                        coordinator,
                        replyTo -> new SearchCommand.Create(spec, inspection, replyTo),
                        ANSWER,
                        silence(id)));
    }

    @Override
    public CompletionStage<List<SearchStatus>> list() {
        return catalogued().thenCompose(this::statuses);
    }

    private CompletionStage<CatalogueState> catalogued() {
        CompletionStage<CatalogueState> all =
                AskPattern.ask(catalogue, Catalogue.ListAll::new, ANSWER, system.scheduler());
        return explained(all, ANSWER, "the catalogue of searches did not answer; " + cause());
    }

    /** Searches that were registered but never created, through a crash in between, are left out. */
    private CompletionStage<List<SearchStatus>> statuses(CatalogueState state) {
        CompletionStage<List<SearchStatus>> all = CompletableFuture.completedStage(new ArrayList<>());
        for (String id : state.searches().keySet()) {
            CompletionStage<Optional<SearchStatus>> one = state.endOf(id)
                    .map(end -> CompletableFuture.completedStage(Optional.of(end)))
                    .orElseGet(() -> statusIfCreated(id));
            all = all.thenCombine(one, (list, status) -> {
                status.ifPresent(list::add);
                return list;
            });
        }
        return all;
    }

    private CompletionStage<Optional<SearchStatus>> statusIfCreated(String id) {
        return status(id).handle((status, problem) -> {
            if (problem != null && !(unwrapped(problem) instanceof UnknownSearchException)) {
                throw new CompletionException(unwrapped(problem));
            }
            return Optional.ofNullable(status);
        });
    }

    @Override
    public CompletionStage<SearchStatus> status(String id) {
        return ledger(id).thenApply(this::status).exceptionally(problem -> {
            if (unwrapped(problem) instanceof SetAsideException aside) {
                return aside.status();
            }
            throw new CompletionException(unwrapped(problem));
        });
    }

    @Override
    public CompletionStage<SearchStatus> pause(String id) {
        return ledger(id, SearchCommand.Pause::new).thenApply(this::status);
    }

    @Override
    public CompletionStage<SearchStatus> resume(String id) {
        return ledger(id, SearchCommand.Resume::new).thenApply(this::status);
    }

    @Override
    public CompletionStage<SearchStatus> cancel(String id) {
        return ledger(id, SearchCommand.Cancel::new).thenApply(this::status);
    }

    /** What is refused is refused before a search that is over is woken for good. */
    @Override
    public CompletionStage<SearchStatus> extend(String id, ExtendRequest request) {
        Function<ActorRef<StatusReply<ActorRef<SearchCommand>>>, Catalogue.Command> reopen =
                replyTo -> new Catalogue.Reopen(id, replyTo);
        return ledger(id)
                .thenCompose(ledger -> {
                    Decision decision =
                            SteeringDecisions.extend(ledger, request.request(), request.evaluations(), clock.instant());
                    return decision.events().isEmpty()
                            ? CompletableFuture.completedStage(ledger)
                            : ask(catalogue, reopen, ANSWER, silence(id))
                                    .thenCompose(coordinator -> this.<SearchCommand, SearchLedger>ask(
                                            coordinator,
                                            replyTo -> new SearchCommand.Extend(
                                                    request.request(), request.evaluations(), replyTo),
                                            ANSWER,
                                            silence(id)));
                })
                .thenApply(this::status);
    }

    @Override
    public CompletionStage<SearchStatus> reference(String id, Map<String, Double> reference) {
        return ledger(id, replyTo -> new SearchCommand.Refer(reference, replyTo))
                .thenApply(this::status);
    }

    @Override
    public CompletionStage<Injection> inject(String id, String name, String subnetwork) {
        return ledger(id).thenCompose(before -> {
            Architecture architecture =
                    SubnetworkReader.parse(name, subnetwork, before.space().shape());
            boolean known = SteeringDecisions.candidate(before, architecture).isPresent();
            return ledger(id, replyTo -> new SearchCommand.Inject(architecture, replyTo))
                    .thenApply(after -> new Injection(
                            !known,
                            SearchViews.row(
                                    after,
                                    SteeringDecisions.candidate(after, architecture)
                                            .orElseThrow())));
        });
    }

    @Override
    public CompletionStage<List<FrontMember>> front(String id, FrontQuery query) {
        return ledger(id).thenApply(ledger -> FrontQueries.answer(ledger, query));
    }

    @Override
    public CompletionStage<List<CandidateRow>> candidates(String id) {
        return ledger(id).thenApply(SearchViews::candidates);
    }

    /** Not on a thread of the actors: predictors are fitted again. */
    @Override
    public CompletionStage<List<PredictionRow>> predictions(String id) {
        return ledger(id).thenApplyAsync(PredictionViews::of);
    }

    @Override
    public CompletionStage<Optional<Preparation>> preparation(String id) {
        return ledger(id)
                .thenApply(ledger -> Optional.ofNullable(ledger.groundwork().preparation()));
    }

    @Override
    public CompletionStage<Optional<SingleChanges>> singleChanges(String id) {
        return ledger(id)
                .thenApply(ledger -> Optional.ofNullable(ledger.groundwork().singleChanges()));
    }

    @Override
    public CompletionStage<List<WorkerRow>> workers() {
        CompletionStage<List<WorkerRow>> workers =
                AskPattern.ask(dispatcher, DispatcherCommand.Workers::new, ANSWER, system.scheduler());
        return explained(workers, ANSWER, "the dispatcher did not answer");
    }

    private SearchStatus status(SearchLedger ledger) {
        return SearchViews.status(ledger, clock.instant());
    }

    private CompletionStage<SearchLedger> ledger(String id) {
        return ledger(id, SearchCommand.View::new);
    }

    private CompletionStage<SearchLedger> ledger(
            String id, Function<ActorRef<StatusReply<SearchLedger>>, SearchCommand> question) {
        Function<ActorRef<StatusReply<ActorRef<SearchCommand>>>, Catalogue.Command> find =
                replyTo -> new Catalogue.Find(id, replyTo);
        return ask(catalogue, find, ANSWER, silence(id))
                .thenCompose(coordinator -> ask(coordinator, question, ANSWER, silence(id)));
    }

    private String silence(String id) {
        return "the coordinator of search '" + id + "' did not answer; " + cause();
    }

    private String cause() {
        return trouble().orElse("see the log for database errors");
    }

    private <M, T> CompletionStage<T> ask(
            ActorRef<M> actor, Function<ActorRef<StatusReply<T>>, M> question, Duration timeout, String cause) {
        return explained(AskPattern.askWithStatus(actor, question, timeout, system.scheduler()), timeout, cause);
    }

    /** Says what a timeout of an ask means. An answer that is a timeout itself says so already. */
    private static <T> CompletionStage<T> explained(CompletionStage<T> answer, Duration timeout, String cause) {
        return answer.handle((value, problem) -> {
            if (problem == null) {
                return value;
            }
            Throwable why = unwrapped(problem);
            boolean silent = why instanceof TimeoutException
                    && String.valueOf(why.getMessage()).startsWith("Ask timed out");
            throw new CompletionException(
                    silent ? new TimeoutException(cause + " (waited " + timeout.toSeconds() + " s)") : why);
        });
    }

    private static Throwable unwrapped(Throwable problem) {
        Throwable cause = problem.getCause();
        return problem instanceof CompletionException && cause != null ? cause : problem;
    }
}
