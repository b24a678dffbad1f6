package llamanas.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit.CommandResult;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit.CommandResultWithReply;
import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import llamanas.engine.app.FakeEvaluator;
import llamanas.engine.app.Fixtures;
import llamanas.engine.coordinator.event.Examples;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.PreparationStatus;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Genome;
import llamanas.protocol.wire.Job;
import llamanas.protocol.wire.JobId;
import llamanas.protocol.wire.JobResult;
import llamanas.protocol.wire.WorkerMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The actor: every command, before and after creation, with serialised events. */
class SearchCoordinatorTest {
    /** One for each test: a plan that is under way when a test ends must not come to the next one's journal. */
    private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString("akka.actor.provider = local")
            .withFallback(EventSourcedBehaviorTestKit.config())
            .withFallback(ConfigFactory.parseResources("llamanas/akka.conf"))
            .withFallback(ConfigFactory.load()));

    private static final Clock CLOCK = Clock.fixed(Examples.AT, ZoneOffset.UTC);
    private static final Genome FULL = Genome.of(2, 3, 3, 3, 3, 3, 3);
    private static final JobResult MEASURED =
            new JobResult.Evaluated(new EvaluationOutcome.Succeeded(Examples.MEASUREMENT));

    private static final JobId PREPARE = new JobId("s", JobId.Kind.PREPARE, 0);
    private static final PreparationStatus AT_TRAINING =
            new PreparationStatus("w", "training", 20, 100, 3.5, 2000, 8000);
    private static final JobResult PREPARED = new JobResult.Prepared(FakeEvaluator.PREPARATION, Examples.PREPARED);

    /** Commands and states stay within the process. */
    private static final EventSourcedBehaviorTestKit.SerializationSettings EVENTS_ONLY =
            EventSourcedBehaviorTestKit.enabledSerializationSettings()
                    .withVerifyCommands(false)
                    .withVerifyState(false);

    private final TestProbe<DispatcherCommand> dispatcher = kit.createTestProbe();
    private final TestProbe<Catalogue.Command> catalogue = kit.createTestProbe();
    private final TestProbe<WorkerMessage> worker = kit.createTestProbe();
    private final TestProbe<Inbox.Command> inbox = kit.createTestProbe();
    private final List<SearchResults> saved = Collections.synchronizedList(new ArrayList<>());
    private final MemoryArchive archive = new MemoryArchive();
    private final Set<Class<?>> sent = new HashSet<>();
    private EventSourcedBehaviorTestKit<SearchCommand, SearchEvent, SearchLedger> search;

    @BeforeEach
    void spawn() {
        search = EventSourcedBehaviorTestKit.create(
                kit.system(),
                SearchCoordinator.create(
                        "s",
                        new SearchCoordinator.Surroundings(
                                dispatcher.getRef(),
                                catalogue.getRef(),
                                ProblemBrain::new,
                                saved::add,
                                archive,
                                CLOCK)),
                EVENTS_ONLY);
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private CommandResult<SearchCommand, SearchEvent, SearchLedger> run(SearchCommand command) {
        sent.add(command.getClass());
        return search.runCommand(command);
    }

    private CommandResultWithReply<SearchCommand, SearchEvent, SearchLedger, StatusReply<SearchLedger>> ask(
            Function<ActorRef<StatusReply<SearchLedger>>, SearchCommand> question) {
        return search.runCommand(replyTo -> {
            SearchCommand command = question.apply(replyTo);
            sent.add(command.getClass());
            return command;
        });
    }

    private void create() {
        create(Examples.CREATED, 0);
    }

    private void create(SearchEvent.SearchCreated created, int demand) {
        ask(replyTo -> new SearchCommand.Create(created.spec(), created.inspection(), replyTo));
        dispatcher.expectMessageClass(DispatcherCommand.Attach.class);
        dispatcher.expectMessage(new DispatcherCommand.Demand("s", demand, null));
    }

    /** How the search ended, as the catalogue hears it. */
    private SearchStatus over() {
        List<Catalogue.Command> heard = catalogue.fishForMessage(
                Duration.ofSeconds(5),
                message -> message instanceof Catalogue.SearchOver
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
        return ((Catalogue.SearchOver) heard.get(0)).status();
    }

    /** The strategy's first generation, which arrives by itself. */
    private void awaitPlan() {
        DispatcherCommand.Demand demand = dispatcher.expectMessageClass(DispatcherCommand.Demand.class);
        assertThat(demand.jobs()).isEqualTo(10);
    }

    private static JobId job(int candidate) {
        return new JobId("s", JobId.Kind.SEARCH, candidate);
    }

    @Test
    void beforeItsCreationASearchIsUnknownToEverybody() {
        for (Function<ActorRef<StatusReply<SearchLedger>>, SearchCommand> question :
                List.<Function<ActorRef<StatusReply<SearchLedger>>, SearchCommand>>of(
                        SearchCommand.View::new,
                        SearchCommand.Pause::new,
                        SearchCommand.Resume::new,
                        SearchCommand.Cancel::new,
                        replyTo -> new SearchCommand.Extend("r", 1, replyTo),
                        replyTo -> new SearchCommand.Refer(Map.of(), replyTo),
                        replyTo -> new SearchCommand.Inject(Architecture.full(Fixtures.SPACE.shape()), replyTo))) {
            assertThat(ask(question).reply().getError()).isInstanceOf(UnknownSearchException.class);
        }
        run(new SearchCommand.SlotOffered("w"));
        dispatcher.expectMessage(new DispatcherCommand.Decline("s", "w"));
        run(new SearchCommand.JobEnded(job(0), MEASURED, "w", worker.getRef()));
        dispatcher.expectMessage(new DispatcherCommand.Recorded(job(0), "w", worker.getRef()));
        run(new SearchCommand.Several(List.of(new SearchCommand.SlotOffered("w")), inbox.getRef()));
        dispatcher.expectMessage(new DispatcherCommand.Decline("s", "w"));
        inbox.expectMessage(Inbox.Written.WRITTEN);
        for (SearchCommand command : List.of(
                new SearchCommand.JobLost(job(0), "w", true),
                new SearchCommand.JobObserved(job(0), "w"),
                new SearchCommand.JobProgressed(PREPARE, AT_TRAINING),
                new SearchCommand.Planned(0, List.of(FULL)),
                new SearchCommand.PlanBegan(0),
                new SearchCommand.PlanOverdue(0),
                new SearchCommand.PlanFailed("x"),
                new SearchCommand.Recovered(),
                new SearchCommand.ResultsSaved(),
                new SearchCommand.ResultsNotSaved("x"),
                new SearchCommand.SaveAgain(),
                new SearchCommand.Recalled(List.of()),
                new SearchCommand.Kept(1, Optional.empty()),
                new SearchCommand.ArchiveFailed("x"),
                new SearchCommand.ArchiveAgain())) {
            assertThat(run(command).hasNoEvents()).as(command.toString()).isTrue();
        }
        create();
        assertThat(sent).containsExactlyInAnyOrderElementsOf(commands());
    }

    @Test
    void whatCameTogetherIsWrittenTogetherAndThenDone() {
        create();
        awaitPlan();
        SearchCommand.SlotOffered offer = new SearchCommand.SlotOffered("w");

        CommandResult<SearchCommand, SearchEvent, SearchLedger> result =
                run(new SearchCommand.Several(List.of(offer, offer, offer), inbox.getRef()));

        assertThat(result.events())
                .extracting(event -> ((SearchEvent.EvaluationStarted) event).candidate())
                .containsExactly(0, 1, 2);
        for (int i = 0; i < 3; i++) {
            assertThat(dispatcher
                            .expectMessageClass(DispatcherCommand.Run.class)
                            .job()
                            .id())
                    .isEqualTo(job(i));
        }
        dispatcher.expectMessage(new DispatcherCommand.Demand("s", 7, null));
        inbox.expectMessage(Inbox.Written.WRITTEN);

        SearchCommand.JobEnded ended = new SearchCommand.JobEnded(job(1), MEASURED, "w", worker.getRef());
        result = run(new SearchCommand.Several(List.of(ended, ended, offer), inbox.getRef()));

        assertThat(result.events())
                .as("the result counts once")
                .extracting(Object::getClass)
                .containsExactly(SearchEvent.EvaluationSucceeded.class, SearchEvent.EvaluationStarted.class);
        for (int i = 0; i < 2; i++) {
            dispatcher.expectMessage(new DispatcherCommand.Recorded(job(1), "w", worker.getRef()));
        }
    }

    /** Java 17 has no exhaustive switch: this test and the one above see to it that no command was forgotten. */
    private static List<Class<?>> commands() {
        List<Class<?>> all = new ArrayList<>();
        for (Class<?> type : SearchCommand.class.getPermittedSubclasses()) {
            all.addAll(type.isSealed() ? Arrays.asList(type.getPermittedSubclasses()) : List.of(type));
        }
        return all;
    }

    @Test
    void everyCommandHasItsEventAfterCreation() {
        create();
        awaitPlan();
        assertThat(ask(SearchCommand.View::new).reply().getValue().candidates()).hasSize(10);
        assertThat(run(new SearchCommand.SlotOffered("w")).events())
                .containsExactly(new SearchEvent.EvaluationStarted(0, Phase.SEARCH, "w", Examples.AT));
        DispatcherCommand.Run given = dispatcher.expectMessageClass(DispatcherCommand.Run.class);
        assertThat(given.job().id()).isEqualTo(job(0));
        assertThat(run(new SearchCommand.JobLost(job(0), "w", true)).event())
                .isInstanceOf(SearchEvent.EvaluationLost.class);
        assertThat(run(new SearchCommand.JobObserved(job(0), "w2")).event())
                .isInstanceOf(SearchEvent.EvaluationStarted.class);
        assertThat(run(new SearchCommand.JobEnded(job(0), MEASURED, "w2", worker.getRef()))
                        .event())
                .isInstanceOf(SearchEvent.EvaluationSucceeded.class);
        dispatcher.fishForMessage(
                Duration.ofSeconds(5),
                message -> message.equals(new DispatcherCommand.Recorded(job(0), "w2", worker.getRef()))
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
        assertThat(run(new SearchCommand.Planned(0, List.of(FULL))).hasNoEvents())
                .isTrue();
        assertThat(ask(SearchCommand.Pause::new).event()).isInstanceOf(SearchEvent.SearchPaused.class);
        assertThat(run(new SearchCommand.Recovered()).event()).isInstanceOf(SearchEvent.SearchRecovered.class);
        assertThat(ask(SearchCommand.Resume::new).event()).isInstanceOf(SearchEvent.SearchResumed.class);
        assertThat(run(new SearchCommand.ResultsNotSaved("disk full")).hasNoEvents())
                .isTrue();
        assertThat(ask(replyTo -> new SearchCommand.Extend("r", 5, replyTo)).event())
                .isEqualTo(new SearchEvent.BudgetExtended("r", 5, 35, Examples.AT));
        assertThat(ask(replyTo -> new SearchCommand.Extend("r", 5, replyTo)).hasNoEvents())
                .isTrue();
        assertThat(ask(replyTo -> new SearchCommand.Refer(Map.of("parameters", 9.0), replyTo))
                        .event())
                .isInstanceOf(SearchEvent.ReferenceChanged.class);
        Architecture mine = Fixtures.SPACE.architecture(Genome.of(2, 0, 3, 1, 2, 0, 1));
        assertThat(ask(replyTo -> new SearchCommand.Inject(mine, replyTo)).event())
                .isInstanceOf(SearchEvent.CandidateInjected.class);
        assertThat(ask(SearchCommand.Cancel::new).event()).isInstanceOf(SearchEvent.SearchCancelled.class);
        assertThat(over().state()).isEqualTo(SearchState.CANCELLED);
        assertThat(ask(SearchCommand.Resume::new).reply().getError()).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void theSameSpecIsTheSameSearchAndAnotherOneIsRefused() {
        create();
        awaitPlan();
        assertThat(ask(replyTo -> new SearchCommand.Create(
                                Examples.CREATED.spec(), Examples.CREATED.inspection(), replyTo))
                        .reply()
                        .isSuccess())
                .isTrue();
        assertThat(ask(replyTo -> new SearchCommand.Create(
                                Fixtures.spec("other", 3), Examples.CREATED.inspection(), replyTo))
                        .reply()
                        .getError())
                .hasMessageContaining("another spec");
    }

    @Test
    void afterARestartItTellsTheDispatcherWhatItBelievesIsRunning() {
        create();
        awaitPlan();
        run(new SearchCommand.SlotOffered("w"));
        SearchLedger before = search.getState();
        SearchLedger after = search.restart().state();
        assertThat(SearchSnapshots.of(after).candidates())
                .isEqualTo(SearchSnapshots.of(before).candidates());
        DispatcherCommand.Attach attach = (DispatcherCommand.Attach) dispatcher
                .fishForMessage(
                        Duration.ofSeconds(5),
                        message -> message instanceof DispatcherCommand.Attach
                                ? FishingOutcomes.complete()
                                : FishingOutcomes.continueAndIgnore())
                .get(0);
        assertThat(attach.running()).containsEntry(job(0), "w");
        dispatcher.expectMessage(new DispatcherCommand.Demand("s", 9, null));
    }

    @Test
    void aModelIsPreparedBeforeTheSearch() {
        create(Examples.PREPARING, 1);
        assertThat(run(new SearchCommand.SlotOffered("w")).events())
                .containsExactly(new SearchEvent.PreparationStarted("w", Examples.AT));
        Job given = dispatcher.expectMessageClass(DispatcherCommand.Run.class).job();
        assertThat(given).isEqualTo(new Job(PREPARE, Examples.PREPARING.spec(), null));
        dispatcher.expectMessage(new DispatcherCommand.Demand("s", 0, null));
        assertThat(run(new SearchCommand.JobProgressed(PREPARE, AT_TRAINING)).hasNoEvents())
                .isTrue();
        assertThat(preparing()).isEqualTo(AT_TRAINING);
        search.restart();
        assertThat(preparing()).as("progress is in no journal").isNull();
        DispatcherCommand.Attach attach = dispatcher.expectMessageClass(DispatcherCommand.Attach.class);
        assertThat(attach.running()).containsOnly(Map.entry(PREPARE, "w"));
        dispatcher.expectMessage(new DispatcherCommand.Demand("s", 0, null));
        assertThat(run(new SearchCommand.JobLost(PREPARE, "w", true)).event())
                .isEqualTo(new SearchEvent.PreparationLost("w", true, false, Examples.AT));
        dispatcher.expectMessage(new DispatcherCommand.Demand("s", 1, null));
        run(new SearchCommand.SlotOffered("w2"));
        assertThat(run(new SearchCommand.JobEnded(PREPARE, PREPARED, "w2", worker.getRef()))
                        .event())
                .isInstanceOf(SearchEvent.ModelPrepared.class);
        dispatcher.expectMessageClass(DispatcherCommand.Run.class);
        dispatcher.expectMessage(new DispatcherCommand.Demand("s", 0, null));
        dispatcher.expectMessage(new DispatcherCommand.Recorded(PREPARE, "w2", worker.getRef()));
        awaitPlan();
        assertThat(search.restart().state().space()).isEqualTo(Examples.PREPARED.space());
        dispatcher.expectMessageClass(DispatcherCommand.Attach.class);
    }

    private @Nullable PreparationStatus preparing() {
        SearchLedger seen = ask(SearchCommand.View::new).reply().getValue();
        return SearchViews.status(seen, Examples.AT).preparing();
    }

    @Test
    void gatesAreTrainedBeforeTheSearchAndAgainWhereAWorkerIsLost() {
        JobId gates = new JobId("s", JobId.Kind.GATES, 0);
        create(Examples.GATED, 1);
        assertThat(run(new SearchCommand.SlotOffered("w")).events())
                .containsExactly(new SearchEvent.PreparationStarted("w", Examples.AT));
        Job given = dispatcher.expectMessageClass(DispatcherCommand.Run.class).job();
        assertThat(given).isEqualTo(new Job(gates, Examples.GATED.spec(), null));
        dispatcher.expectMessage(new DispatcherCommand.Demand("s", 0, null));
        run(new SearchCommand.JobProgressed(gates, AT_TRAINING));
        assertThat(preparing()).isEqualTo(AT_TRAINING);
        assertThat(run(new SearchCommand.JobLost(gates, "w", true)).event())
                .isEqualTo(new SearchEvent.PreparationLost("w", true, false, Examples.AT));
        dispatcher.expectMessage(new DispatcherCommand.Demand("s", 1, null));
        run(new SearchCommand.SlotOffered("w2"));
        JobResult trained = new JobResult.GatesTrained(FakeEvaluator.gates(Fixtures.SPACE));
        assertThat(run(new SearchCommand.JobEnded(gates, trained, "w2", worker.getRef()))
                        .event())
                .isInstanceOf(SearchEvent.GatesTrained.class);
        dispatcher.expectMessageClass(DispatcherCommand.Run.class);
        dispatcher.expectMessage(new DispatcherCommand.Demand("s", 0, null));
        dispatcher.expectMessage(new DispatcherCommand.Recorded(gates, "w2", worker.getRef()));
        awaitPlan();
        SearchLedger before = search.getState();
        assertThat(search.restart().state().brain().strategy().ask(before.spec().evaluations()))
                .as("the gates are in the journal")
                .isEqualTo(before.candidates().stream().map(Candidate::genome).toList());
        dispatcher.expectMessageClass(DispatcherCommand.Attach.class);
    }

    @Test
    void aRefusedPreparationEndsTheSearch() {
        create(Examples.PREPARING, 1);
        run(new SearchCommand.SlotOffered("w"));
        JobResult refused = new JobResult.Refused("corpus.txt is empty");
        assertThat(run(new SearchCommand.JobEnded(PREPARE, refused, "w", worker.getRef()))
                        .events())
                .hasSize(2);
        SearchStatus end = over();
        assertThat(end.state()).isEqualTo(SearchState.FAILED);
        assertThat(end.message()).contains("corpus.txt is empty");
        assertThat(saved).isEmpty();
    }

    @Test
    void aBrokenStrategyFailsTheSearch() {
        create();
        awaitPlan();
        run(new SearchCommand.PlanFailed("no good"));
        SearchLedger ledger = search.getState();
        assertThat(ledger.course().state()).isEqualTo(SearchState.FAILED);
        assertThat(SearchViews.status(ledger, Examples.AT).message()).isEqualTo("no good");
    }

    @Test
    void resultsAreWrittenAgainAfterARestartUntilTheyAreKnownToBeSaved() {
        SearchLedger ledger = SearchLedger.begin(Examples.CREATED, ProblemBrain::new)
                .apply(new SearchEvent.SearchFinished(Examples.AT));
        assertThat(Followups.all(ledger, Examples.AT)).contains(new Action.SaveResults());
        search.clear();
        search = EventSourcedBehaviorTestKit.create(
                kit.system(),
                SearchCoordinator.create(
                        "s2",
                        new SearchCoordinator.Surroundings(
                                dispatcher.getRef(),
                                catalogue.getRef(),
                                ProblemBrain::new,
                                saved::add,
                                archive,
                                CLOCK)),
                EVENTS_ONLY);
        // The kit does not wait for an actor's first recovery: it must not find what is put there for the second one.
        assertThat(search.getState()).isNull();
        search.persistenceTestKit()
                .persistForRecovery(
                        "search-s2", List.of(Examples.CREATED, new SearchEvent.SearchFinished(Examples.AT)));
        search.restart();
        assertThat(over().state()).isEqualTo(SearchState.FINISHED);
        assertThat(saved).hasSize(1);
        assertThat(search.getState().course().resultsWritten()).isTrue();
    }
}
