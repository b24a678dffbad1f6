package llamanas.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import llamanas.engine.app.Fixtures;
import llamanas.engine.coordinator.event.Examples;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.engine.search.Strategy;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.Origin;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.LayerChoice;
import org.junit.jupiter.api.Test;

/** What people change of a search under way, without an actor. */
class SteeringDecisionsTest {
    private static final Instant T0 = Examples.AT;
    private static final Genome ODD = Genome.of(2, 0, 3, 1, 2, 0, 1);
    private static final Architecture MINE = Fixtures.SPACE.architecture(ODD);

    @Test
    void aFinishedSearchGoesOnWhereItEndedWithoutProposingAnythingTwice() {
        LedgerRun run = LedgerRun.begin(spec(List.of())).toTheEnd();
        assertThat(run.ledger().candidates()).hasSize(30);
        int reported = run.reports();
        run.decide(SteeringDecisions.extend(run.ledger(), "r", 15, T0));
        assertThat(run.ledger().course().state()).isEqualTo(SearchState.RUNNING);
        assertThat(run.actions()).contains(new Action.Plan());
        run.toTheEnd();
        assertThat(run.ledger().candidates()).hasSize(45);
        assertThat(run.ledger().course().state()).isEqualTo(SearchState.FINISHED);
        assertThat(run.ledger().course().resultsWritten()).isFalse();
        assertThat(genomes(run.ledger())).doesNotHaveDuplicates();
        assertThat(run.ledger().front().numbers())
                .allMatch(number -> run.ledger().candidates().get(number).report() != null);
        assertThat(run.reports() - reported)
                .as("what was measured on unseen data is not measured on it again")
                .isLessThanOrEqualTo(run.ledger().front().numbers().size())
                .isEqualTo((int) run.ledger().candidates().stream()
                                .filter(candidate -> candidate.report() != null)
                                .count()
                        - reported);
    }

    @Test
    void aSearchThatMeasuresItsFrontGoesBackToSearching() {
        LedgerRun run = LedgerRun.begin(spec(List.of()));
        while (run.ledger().course().state() != SearchState.REPORTING) {
            run.step();
        }
        run.decide(SteeringDecisions.extend(run.ledger(), "r", 5, T0));
        assertThat(run.ledger().course().state()).isEqualTo(SearchState.RUNNING);
        assertThat(run.ledger().work().isDone()).isTrue();
        run.toTheEnd();
        assertThat(run.ledger().candidates()).hasSize(35);
    }

    @Test
    void aRequestThatIsSentTwiceCountsOnce() {
        SearchLedger ledger = begun(spec(List.of()));
        Decision once = SteeringDecisions.extend(ledger, "r", 5, T0);
        assertThat(once.events()).containsExactly(new SearchEvent.BudgetExtended("r", 5, 35, T0));
        SearchLedger after = after(ledger, once);
        assertThat(SteeringDecisions.extend(after, "r", 5, T0)).isEqualTo(Decision.NOTHING);
        assertThat(after(after, SteeringDecisions.extend(after, "r2", 5, T0))
                        .steering()
                        .budget())
                .isEqualTo(40);
    }

    @Test
    void whatCantBeExtendedSaysSo() {
        SearchLedger ledger = begun(spec(List.of()));
        for (int none : new int[] {0, -3, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> SteeringDecisions.extend(ledger, "r", none, T0))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("search 's' can't be extended by " + none + " evaluations; expected 1 to");
        }
        SearchLedger cancelled = ledger.apply(new SearchEvent.SearchCancelled(T0));
        assertThatThrownBy(() -> SteeringDecisions.extend(cancelled, "r", 5, T0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("search 's' is cancelled and can't be extended");
    }

    @Test
    void theHypervolumeEndsWhereItIsToldTo() {
        LedgerRun run = LedgerRun.begin(spec(List.of())).toTheEnd();
        double usual = hypervolume(run.ledger());
        double full = run.ledger().candidates().get(0).told().costs().get(1);
        run.decide(SteeringDecisions.reference(run.ledger(), Map.of("parameters", 2 * full), T0));
        assertThat(hypervolume(run.ledger())).isEqualTo(usual);
        run.decide(SteeringDecisions.reference(run.ledger(), Map.of("parameters", full), T0));
        assertThat(hypervolume(run.ledger())).isLessThan(usual).isPositive();
        assertThat(SearchViews.status(run.ledger(), T0).reference()).isEqualTo(Map.of("parameters", full));
        assertThat(SteeringDecisions.reference(run.ledger(), Map.of("parameters", full), T0))
                .isEqualTo(Decision.NOTHING);
        run.decide(SteeringDecisions.reference(run.ledger(), Map.of(), T0));
        assertThat(hypervolume(run.ledger())).isEqualTo(usual);
        assertThatThrownBy(() -> SteeringDecisions.reference(run.ledger(), Map.of("parameter", 1.0), T0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has no objective parameter; did you mean parameters?");
        assertThatThrownBy(() -> SteeringDecisions.reference(run.ledger(), Map.of("parameters", Double.NaN), T0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("parameters = NaN");
    }

    private static double hypervolume(SearchLedger ledger) {
        return SearchViews.status(ledger, T0).hypervolume();
    }

    /** At any moment of a search: injected, measured, told, in the budget, and the same again from the events. */
    @Test
    void anInjectedCandidateIsMeasuredOnceWheneverItComesAndReplayAgrees() {
        int steps = LedgerRun.begin(spec(List.of())).toTheEnd().steps();
        for (int moment = 0; moment < steps; moment += 3) {
            LedgerRun run = LedgerRun.begin(spec(List.of()));
            for (int step = 0; step < moment; step++) {
                run.step();
            }
            if (run.ledger().course().stage() != SearchState.RUNNING
                    || run.ledger().budgetLeft() < 1) {
                continue;
            }
            run.decide(SteeringDecisions.inject(run.ledger(), MINE, T0));
            assertThat(SteeringDecisions.inject(run.ledger(), MINE, T0)).isEqualTo(Decision.NOTHING);
            run.toTheEnd();
            assertThat(genomes(run.ledger()))
                    .as("at step %s", moment)
                    .hasSize(30)
                    .doesNotHaveDuplicates();
            Candidate mine = run.ledger().find(ODD).orElseThrow();
            assertThat(mine.outcome()).isEqualTo(Candidate.Outcome.SUCCEEDED);
            assertThat(SearchViews.row(run.ledger(), mine).origin()).isEqualTo(Origin.INJECTED);
            assertThat(run.ledger().candidates().get(0).genome()).isEqualTo(Genome.of(2, 3, 3, 3, 3, 3, 3));
            replays(run);
        }
    }

    /** A strategy that is made anew and told what the events say proposes each generation as it was. */
    private static void replays(LedgerRun run) {
        Strategy strategy = run.ledger().brain().strategy();
        SearchLedger ledger = SearchLedger.begin(created(run.ledger().spec()), ProblemBrain::new);
        int told = 0;
        for (SearchEvent event : run.events()) {
            if (event instanceof SearchEvent.GenerationProposed proposed
                    && !(proposed.generation() == 0 && proposed.genomes().size() <= 1)) {
                for (; told < ledger.generations(); told++) {
                    strategy.tell(ledger.told(told));
                }
                assertThat(strategy.ask(ledger.askable())).isEqualTo(proposed.genomes());
            }
            ledger = ledger.apply(event);
        }
        assertThat(SearchSnapshots.of(ledger)).isEqualTo(SearchSnapshots.of(run.ledger()));
        SearchLedger restored = SearchSnapshots.ledger(SearchSnapshots.of(ledger), ProblemBrain::new);
        assertThat(SearchSnapshots.of(restored)).isEqualTo(SearchSnapshots.of(ledger));
        assertThat(restored.budgetLeft()).isEqualTo(ledger.budgetLeft());
    }

    @Test
    void aPlanThatWasOnItsWayIsAskedForAgainAfterTheInjectedCandidate() {
        LedgerRun run = LedgerRun.begin(spec(List.of()));
        while (!(run.ledger().generations() == 1 && run.ledger().needsGeneration())) {
            run.step();
        }
        run.decide(SteeringDecisions.inject(run.ledger(), MINE, T0));
        assertThat(run.ledger().generations()).isEqualTo(2);
        assertThat(SearchDecisions.planned(run.ledger(), 1, List.of(Genome.of(0, 0, 0, 0, 0, 0, 1)), T0))
                .isEqualTo(Decision.NOTHING);
        run.step();
        assertThat(run.actions()).contains(new Action.Plan());
    }

    @Test
    void whatCantBeMeasuredNamesTheGeneAndWhatItAllows() {
        SearchLedger ledger = begun(spec(List.of(new Constraint("parameters", null, 20_000.0))));
        assertThatThrownBy(
                        () -> inject(ledger, layer(MINE, 2, MINE.layers().get(2).withFfn(40))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("layers[2].ffn: found 40: gene ffn[2] allows 16, 32, 48, 64");
        assertThatThrownBy(() -> inject(ledger, layer(MINE, 0, LayerChoice.REMOVED)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("layers[0].keep: found false, expected true")
                .hasMessageContaining("gene depth allows 4, 5, 6 layers, and layers go in the order 3, 1");
        assertThatThrownBy(() -> inject(ledger, Fixtures.SPACE.architecture(Genome.of(2, 3, 3, 3, 3, 3, 2))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("its parameters is ")
                .hasMessageContaining("where the constraint is 'parameters <= 20000'");
    }

    @Test
    void aSpentBudgetAndAnEndedSearchTakeNoCandidates() {
        LedgerRun run = LedgerRun.begin(spec(List.of()));
        while (run.ledger().budgetLeft() > 0) {
            run.step();
        }
        assertThatThrownBy(() -> inject(run.ledger(), MINE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has spent its budget of 30 evaluations")
                .hasMessageContaining("search extend s --evaluations 1");
        run.toTheEnd();
        assertThatThrownBy(() -> inject(run.ledger(), MINE))
                .hasMessageContaining("has ended its search; extend it first");
        Architecture known = Architecture.full(Fixtures.SPACE.shape());
        assertThat(inject(run.ledger(), known)).isEqualTo(Decision.NOTHING);
        SearchLedger preparing = SearchLedger.begin(Examples.PREPARING, ProblemBrain::new);
        assertThatThrownBy(() -> inject(preparing, MINE)).hasMessageContaining("is being prepared");
    }

    private static Decision inject(SearchLedger ledger, Architecture architecture) {
        return SteeringDecisions.inject(ledger, architecture, T0);
    }

    private static Architecture layer(Architecture of, int index, LayerChoice choice) {
        List<LayerChoice> layers = new ArrayList<>(of.layers());
        layers.set(index, choice);
        return new Architecture(layers);
    }

    private static List<Genome> genomes(SearchLedger ledger) {
        List<Genome> genomes = new ArrayList<>();
        ledger.candidates().forEach(candidate -> genomes.add(candidate.genome()));
        Set<Genome> distinct = new HashSet<>(genomes);
        assertThat(distinct).hasSize(genomes.size());
        return genomes;
    }

    private static SearchLedger begun(SearchSpec spec) {
        return SearchLedger.begin(created(spec), ProblemBrain::new);
    }

    private static SearchEvent.SearchCreated created(SearchSpec spec) {
        return LedgerRun.created(spec);
    }

    private static SearchLedger after(SearchLedger ledger, Decision decision) {
        return decision.events().stream().reduce(ledger, SearchLedger::apply, (a, b) -> b);
    }

    private static SearchSpec spec(List<Constraint> constraints) {
        SearchSpec plain = Fixtures.spec("name", 30);
        return new SearchSpec(
                plain.name(),
                plain.model(),
                plain.dtype(),
                plain.tasks(),
                plain.space(),
                plain.objectives(),
                constraints,
                plain.strategy(),
                plain.evaluations(),
                plain.seed());
    }
}
