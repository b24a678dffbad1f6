package llamanas.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import llamanas.engine.app.Fixtures;
import llamanas.engine.coordinator.event.Examples;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.Origin;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.Test;

/** What a search takes from the archive, and gives to it. */
class ArchiveDecisionsTest {
    private static final Instant T0 = Examples.AT;
    private static final LedgerRun FIRST =
            LedgerRun.begin(Fixtures.spec("first", 40)).toTheEnd();
    private static final List<Archive.Entry> KNOWN = ArchiveDecisions.entries(FIRST.ledger(), 0, true);

    @Test
    void allThatWasMeasuredIsGivenAway() {
        assertThat(KNOWN).hasSize(40);
        assertThat(KNOWN.get(0).report()).isNotNull();
        assertThat(ArchiveDecisions.entries(FIRST.ledger(), 30, false)).hasSize(10);
        long reported = FIRST.ledger().candidates().stream()
                .filter(candidate -> candidate.report() != null && candidate.number() < 30)
                .count();
        assertThat(ArchiveDecisions.entries(FIRST.ledger(), 30, true)).hasSize(10 + (int) reported);
    }

    @Test
    void anotherSearchStartsFromItUnderOtherConstraintsWithoutAnEvaluation() {
        LedgerRun run =
                LedgerRun.begin(archived(30, "parameters", List.of(new Constraint("t.nats_per_token", null, 9.0))));
        assertThat(run.ledger().needsArchive()).isTrue();
        run.decide(ArchiveDecisions.recalled(run.ledger(), KNOWN, T0));
        assertThat(run.evaluations()).isZero();
        assertThat(run.events()).hasSize(1);
        assertThat(run.ledger().steering().recalled()).isEqualTo(40);
        assertThat(run.ledger().budgetLeft()).isEqualTo(30);
        assertThat(run.ledger().front().members()).isNotEmpty();
        assertThat(run.actions()).contains(new Action.Plan());
        Candidate zero = run.ledger().candidates().get(0);
        assertThat(zero.genome()).isEqualTo(Genome.of(2, 3, 3, 3, 3, 3, 3));
        assertThat(SearchViews.row(run.ledger(), zero).origin()).isEqualTo(Origin.archive("s", 0));
        assertThat(SearchViews.row(run.ledger(), zero).provenance().worker()).isEqualTo("w");
        run.toTheEnd();
        assertThat(run.evaluations()).as("the whole budget goes to what is new").isEqualTo(30);
        assertThat(genomes(run)).hasSize(70).doesNotHaveDuplicates();
        assertThat(SearchViews.status(run.ledger(), T0).done()).isEqualTo(30);
        assertThat(ArchiveDecisions.entries(run.ledger(), 0, true))
                .as("it gives what it measured itself")
                .hasSize(30);
        replays(run);
    }

    @Test
    void aFullNetworkThatNobodyMeasuredIsCandidateZeroAllTheSame() {
        LedgerRun run = LedgerRun.begin(archived(20, "parameters", List.of()));
        run.decide(ArchiveDecisions.recalled(run.ledger(), KNOWN.subList(1, 15), T0));
        assertThat(run.ledger().candidates().get(0).genome()).isEqualTo(Genome.of(2, 3, 3, 3, 3, 3, 3));
        assertThat(run.ledger().candidates().get(0).outcome()).isEqualTo(Candidate.Outcome.OPEN);
        assertThat(run.ledger().work().pending()).containsExactly(0);
        assertThat(run.ledger().generations()).isEqualTo(1);
        run.toTheEnd();
        assertThat(run.evaluations()).isEqualTo(20);
        assertThat(genomes(run)).hasSize(34).doesNotHaveDuplicates();
        replays(run);
    }

    @Test
    void anEmptyAnswerIsRecordedAndChangesNothing() {
        LedgerRun plain = LedgerRun.begin(Fixtures.spec("plain", 25)).toTheEnd();
        LedgerRun run = LedgerRun.begin(archived(25, "parameters", List.of()));
        run.decide(ArchiveDecisions.recalled(run.ledger(), List.of(), T0));
        assertThat(run.events()).containsExactly(new SearchEvent.ArchiveAnswered(0, List.of(), T0));
        assertThat(run.ledger().needsArchive()).isFalse();
        assertThat(ArchiveDecisions.recalled(run.ledger(), KNOWN, T0)).isEqualTo(Decision.NOTHING);
        run.toTheEnd();
        assertThat(genomes(run)).isEqualTo(genomes(plain));
        assertThat(ArchiveDecisions.recalled(plain.ledger(), KNOWN, T0)).isEqualTo(Decision.NOTHING);
    }

    @Test
    void whatLacksAMetricOrLiesOutsideOfTheSpaceIsNoAnswer() {
        Archive.Entry good = KNOWN.get(3);
        Archive.Entry poor = new Archive.Entry(
                good.conditions(),
                good.architecture(),
                new Measurement(Map.of("parameters", 3.0), good.measurement().provenance()),
                null,
                "s",
                3);
        SearchSpec spec = archived(20, "parameters", List.of(new Constraint("t.nats_per_token", null, 9.0)));
        LedgerRun run = LedgerRun.begin(spec);
        run.decide(ArchiveDecisions.recalled(run.ledger(), List.of(poor, good, good), T0));
        assertThat(run.ledger().steering().recalled()).isEqualTo(1);
    }

    @Test
    void conditionsAreThoseOfTheInspection() {
        SearchSpec spec = archived(20, "parameters", List.of());
        Inspection inspection = new Inspection(Fixtures.SPACE, "m", "d", Map.of(), "gpu:3");
        SearchLedger ledger =
                SearchLedger.begin(new SearchEvent.SearchCreated("s", spec, inspection, T0), ProblemBrain::new);
        assertThat(ArchiveDecisions.conditions(ledger)).contains(new Archive.Conditions("m", "d", "gpu", "float32"));
        assertThat(ArchiveDecisions.conditions(FIRST.ledger()))
                .as("nobody said on what device")
                .isEmpty();
    }

    /** What it took from the archive is in its events: they alone give the same search. */
    private static void replays(LedgerRun run) {
        SearchLedger ledger = SearchLedger.begin(LedgerRun.created(run.ledger().spec()), ProblemBrain::new);
        for (SearchEvent event : run.events()) {
            ledger = ledger.apply(event);
        }
        SearchLedger restored = SearchSnapshots.ledger(SearchSnapshots.of(ledger), ProblemBrain::new);
        assertThat(SearchSnapshots.of(ledger)).isEqualTo(SearchSnapshots.of(run.ledger()));
        assertThat(SearchSnapshots.of(restored)).isEqualTo(SearchSnapshots.of(ledger));
        assertThat(SearchViews.status(restored, T0)).isEqualTo(SearchViews.status(run.ledger(), T0));
        assertThat(run.ledger().course().state()).isEqualTo(SearchState.FINISHED);
    }

    private static List<Genome> genomes(LedgerRun run) {
        List<Genome> genomes = new ArrayList<>();
        run.ledger().candidates().forEach(candidate -> genomes.add(candidate.genome()));
        return genomes;
    }

    private static SearchSpec archived(int evaluations, String size, List<Constraint> constraints) {
        SearchSpec plain = Fixtures.spec("second", evaluations);
        return new SearchSpec(
                plain.name(),
                plain.model(),
                plain.dtype(),
                plain.tasks(),
                plain.space(),
                List.of(plain.objectives().get(0), new Objective(size, Direction.MINIMIZE)),
                constraints,
                plain.strategy(),
                evaluations,
                plain.seed(),
                null,
                null,
                null,
                true,
                null);
    }
}
