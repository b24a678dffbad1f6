package llamanas.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import llamanas.engine.app.FakeEvaluator;
import llamanas.engine.app.Fixtures;
import llamanas.engine.coordinator.event.Examples;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.engine.search.SearchProblem;
import llamanas.engine.search.Strategy;
import llamanas.engine.search.fidelity.RacedSearch;
import llamanas.engine.search.fidelity.Racing;
import llamanas.engine.search.race.Yardstick;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.FidelitySpec;
import llamanas.protocol.search.FidelityStatus;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.Share;
import llamanas.protocol.space.Genome;
import llamanas.protocol.wire.Job;
import llamanas.protocol.wire.JobResult;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** A search that measures candidates on growing shares of the data, without an actor. */
class RungDecisionsTest {
    private static final Instant T0 = Examples.AT;
    private static final SearchSpec WHOLE = Fixtures.spec("name", 40);
    private static final SearchSpec SHARES = new SearchSpec(
            WHOLE.name(),
            WHOLE.model(),
            WHOLE.dtype(),
            WHOLE.tasks(),
            WHOLE.space(),
            WHOLE.objectives(),
            WHOLE.constraints(),
            WHOLE.strategy(),
            WHOLE.evaluations(),
            WHOLE.seed(),
            null,
            null,
            new FidelitySpec(List.of(0.25, 0.5, 1.0), 0.95),
            false,
            null);

    private final FakeEvaluator evaluator = new FakeEvaluator(Fixtures.SPACE, 0);
    private final List<SearchEvent> events = new ArrayList<>();
    private SearchLedger ledger = begin();

    private static SearchLedger begin() {
        return SearchLedger.begin(
                new SearchEvent.SearchCreated("s", SHARES, Examples.CREATED.inspection(), T0), ProblemBrain::new);
    }

    private List<Action> decide(Decision decision) {
        for (SearchEvent event : decision.events()) {
            ledger = ledger.apply(event);
            events.add(event);
        }
        return decision.actions();
    }

    private Optional<Job> offered() {
        return decide(SearchDecisions.slotOffered(ledger, "w", T0)).stream()
                .filter(Action.Run.class::isInstance)
                .map(action -> ((Action.Run) action).job())
                .findFirst();
    }

    private void finish(Job job) {
        Share share = job.share();
        EvaluationOutcome outcome = share == null
                ? evaluator.evaluate(job.spec(), job.architecture(), Phase.REPORT)
                : evaluator.evaluate(job.spec(), job.architecture(), share);
        decide(SearchDecisions.jobEnded(ledger, job.id(), new JobResult.Evaluated(outcome), "w", null, T0));
    }

    /** To the end; two jobs at once, which end in an order by lot, and a crash of the coordinator now and then where wanted. */
    private void run(long seed, double crashes) {
        Randomness random = Randomness.of(seed, 0);
        List<Job> running = new ArrayList<>();
        while (!ledger.course().stage().isFinal()) {
            if (random.nextBoolean(crashes)) {
                crash();
                running.clear();
            }
            if (ledger.needsGeneration()) {
                plan();
            }
            while (running.size() < 2 && offered().map(running::add).orElse(false)) {}
            if (!running.isEmpty()) {
                finish(running.remove(random.nextInt(running.size())));
            }
        }
    }

    private void plan() {
        Strategy strategy = ledger.brain().strategy();
        for (int generation = 0; generation < ledger.generations(); generation++) {
            strategy.tell(ledger.told(generation));
        }
        decide(SearchDecisions.planned(ledger, ledger.generations(), strategy.ask(ledger.askable()), T0));
    }

    /** All but the journal is gone, and with it what ran. */
    private void crash() {
        SearchLedger replayed = begin();
        for (SearchEvent event : events) {
            replayed = replayed.apply(event);
        }
        assertThat(SearchSnapshots.of(replayed)).isEqualTo(SearchSnapshots.of(ledger));
        ledger = SearchSnapshots.ledger(SearchSnapshots.of(replayed), ProblemBrain::new);
        assertThat(SearchSnapshots.of(ledger)).isEqualTo(SearchSnapshots.of(replayed));
        decide(SearchDecisions.recovered(ledger, T0));
        Map.copyOf(ledger.running())
                .forEach((job, worker) -> decide(SearchDecisions.jobLost(ledger, job, worker, false, T0)));
    }

    @Test
    void whatIsDominatedIsDroppedAndTheBudgetBuysMore() {
        run(1, 0);
        FidelityStatus status = SearchViews.status(ledger, T0).fidelity();
        assertThat(status).isNotNull();
        assertThat(status.dropped()).isGreaterThan(15);
        assertThat(ledger.candidates().size()).isGreaterThan(SHARES.evaluations() + 10);
        assertThat(status.spent()).isLessThanOrEqualTo(SHARES.evaluations()).isGreaterThan(SHARES.evaluations() - 1.0);
        assertThat(status.tokens() + status.savedTokens())
                .isEqualTo(200L * ledger.candidates().size());
        assertThat(ledger.course().stage()).isEqualTo(SearchState.FINISHED);
        for (Candidate candidate : ledger.front().members()) {
            assertThat(ledger.candidates().get(candidate.number()).outcome()).isEqualTo(Candidate.Outcome.SUCCEEDED);
            assertThat(ledger.candidates().get(candidate.number()).report()).isNotNull();
        }
    }

    @Test
    void whatWaitsIsResumedWhileThatIsWorthIt() {
        evaluator.withOwnNoise(0.2);
        run(1, 0);
        List<Integer> resumed = events.stream()
                .filter(SearchEvent.CandidatesResumed.class::isInstance)
                .flatMap(event -> ((SearchEvent.CandidatesResumed) event).candidates().stream())
                .toList();
        FidelityStatus status = SearchViews.status(ledger, T0).fidelity();
        assertThat(resumed).isNotEmpty();
        assertThat(status).isNotNull();
        assertThat(ledger.candidates().stream()
                        .filter(c -> c.outcome() == Candidate.Outcome.ASIDE)
                        .map(Candidate::number))
                .hasSize(status.aside())
                .containsExactlyInAnyOrderElementsOf(ledger.halving().aside().keySet());
        // What is left waits for nothing: none of it is likely enough, or there is no budget for it.
        assertThat(ledger.halving().settled() || ledger.exactBudgetLeft() < 1).isTrue();
    }

    @Test
    void aStrategyIsToldWhatWasBelievedThenAlsoAfterARestart() {
        evaluator.withOwnNoise(0.2);
        run(1, 0);
        List<Integer> resumed = List.copyOf(ledger.halving().guesses().keySet());
        assertThat(resumed).isNotEmpty();
        for (int number : resumed) {
            Candidate candidate = ledger.candidates().get(number);
            SearchEvent.SetAside first = events.stream()
                    .filter(SearchEvent.RungClosed.class::isInstance)
                    .flatMap(event -> ((SearchEvent.RungClosed) event).aside().stream())
                    .filter(aside -> aside.candidate() == number)
                    .findFirst()
                    .orElseThrow();
            assertThat(ledger.told(candidate.generation()))
                    .contains(ledger.brain().evaluated(candidate.genome(), first.estimate()));
        }
    }

    @Test
    void theBenchDoesWhatTheCoordinatorDoes() {
        evaluator.withOwnNoise(0.2);
        run(1, 0);
        SearchProblem problem = SearchProblem.of(Fixtures.SPACE, SHARES);
        Function<Genome, Measurement> whole = genome -> ((EvaluationOutcome.Succeeded)
                        evaluator.evaluate(SHARES, Fixtures.SPACE.architecture(genome), Share.ALL))
                .measurement();
        Yardstick yardstick = Yardstick.of(ledger.candidates().stream()
                .map(c -> problem.evaluated(c.genome(), whole.apply(c.genome()).metrics()))
                .toList());
        RacedSearch.Run bench = new RacedSearch(problem, Racing.of(SHARES), SHARES.fidelity(), whole, yardstick)
                .run(ledger.brain().strategy(), SHARES.evaluations());
        FidelityStatus status = SearchViews.status(ledger, T0).fidelity();
        assertThat(status).isNotNull();
        assertThat(bench.candidates()).isEqualTo(ledger.candidates().size());
        assertThat(bench.complete()).isEqualTo((int) ledger.candidates().stream()
                .filter(c -> c.outcome() == Candidate.Outcome.SUCCEEDED)
                .count());
        assertThat(bench.tokens()).isEqualTo(status.tokens());
    }

    @Test
    void neitherTheOrderOfResultsNorCrashesMatter() {
        run(1, 0);
        SearchResults once = SearchViews.results(ledger);
        for (long seed = 2; seed < 6; seed++) {
            ledger = begin();
            events.clear();
            run(seed, 0.1);
            assertThat(SearchViews.results(ledger)).isEqualTo(once);
        }
    }

    @Test
    void whatIsMeasuredIsNotMeasuredAgain() {
        run(1, 0);
        FidelityStatus status = SearchViews.status(ledger, T0).fidelity();
        long full = ledger.candidates().stream()
                .filter(c -> c.outcome() == Candidate.Outcome.SUCCEEDED)
                .count();
        assertThat(status).isNotNull();
        assertThat(status.tokens()).isLessThan(200 * (full + status.dropped() / 2));
    }

    @Test
    void sharesAddUpToTheWhole() {
        run(1, 0);
        for (Candidate candidate : ledger.candidates()) {
            Measurement whole = ((EvaluationOutcome.Succeeded)
                            evaluator.evaluate(SHARES, ledger.architecture(candidate), Share.ALL))
                    .measurement();
            if (candidate.outcome() == Candidate.Outcome.SUCCEEDED) {
                assertThat(candidate.measurement()).isEqualTo(whole.plain());
            } else {
                // The estimate knows from the full network which blocks are hard.
                assertThat(candidate.measurement().metrics().get("t.nats_per_token"))
                        .isCloseTo(whole.metrics().get("t.nats_per_token"), Offset.offset(0.01));
            }
        }
    }

    @Test
    void aResultOfAnEarlierRungIsOnlyAcknowledged() {
        plan();
        Job first = null;
        while (ledger.halving().rung() == 0) {
            Job job = offered().orElseThrow();
            first = job.id().candidate() == 1 ? job : first;
            finish(job);
        }
        SearchLedger before = ledger;
        finish(first);
        assertThat(ledger).isSameAs(before);
    }

    @Test
    void aRungThatEndsWhilePausedIsClosedAfterwards() {
        plan();
        for (int left = ledger.work().pending().size(); left > 1; left--) {
            finish(offered().orElseThrow());
        }
        Job last = offered().orElseThrow();
        decide(SearchDecisions.pause(ledger, T0));
        finish(last);
        assertThat(ledger.halving().rung()).isZero();
        decide(SearchDecisions.resume(ledger, T0));
        assertThat(ledger.halving().rung()).isOne();
        assertThat(ledger.work().isDone()).isFalse();
    }
}
