package llamanas.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import llamanas.engine.coordinator.event.Examples;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.pareto.Pareto;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.Test;

/** What a search costs that has many candidates: counts and sizes, no times. */
class LargeSearchTest {
    private static final Instant T0 = Examples.AT;
    private static final int CANDIDATES = 20_000;
    private static final int GENERATION = 500;

    /** A search of 100,000 is to have a state of less than 500 MB. */
    private static final long BYTES_PER_CANDIDATE = 500_000_000L / 100_000;

    private static SearchLedger searched() {
        SearchLedger ledger = SearchLedger.begin(Examples.CREATED, ProblemBrain::new);
        Random random = new Random(7);
        for (int first = 0; first < CANDIDATES; first += GENERATION) {
            List<Genome> genomes = IntStream.range(0, GENERATION)
                    .mapToObj(i -> Genome.of(random.ints(7, 0, 3).toArray()))
                    .toList();
            ledger = ledger.apply(new SearchEvent.GenerationProposed(first / GENERATION, first, genomes, T0));
            for (int i = first; i < first + GENERATION; i++) {
                ledger = ledger.apply(new SearchEvent.EvaluationStarted(i, Phase.SEARCH, worker(), T0))
                        .apply(new SearchEvent.EvaluationSucceeded(
                                i, Phase.SEARCH, worker(), measured(random.nextDouble()), T0));
            }
        }
        return ledger;
    }

    /** As one that came over the wire: every text is an object of its own. */
    private static Measurement measured(double nats) {
        return new Measurement(
                Map.of("t.nats_per_token", 2 + nats, "parameters", 1000 * nats),
                new Provenance(worker(), worker(), worker(), 1, worker(), worker(), worker(), 1));
    }

    private static String worker() {
        return String.join("-", "worker", "of", "some", "host", "with", "a", "long", "name");
    }

    private static long heapBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void theStateOfALargeSearchIsSmall() {
        long before = heapBytes();
        SearchLedger ledger = searched();
        long bytes = heapBytes() - before;
        assertThat(ledger.done()).isEqualTo(CANDIDATES);
        assertThat(bytes / CANDIDATES).isLessThan(BYTES_PER_CANDIDATE / 2);
    }

    @Test
    void aWorkersNameIsInMemoryOnce() {
        Measurement one = measured(0.1);
        Measurement other = measured(0.2);
        assertThat(one.provenance().worker())
                .isSameAs(other.provenance().worker())
                .isSameAs(one.provenance().modelHash());
    }

    @Test
    void rowsAreMadeWhenTheyAreAskedFor() {
        SearchLedger ledger = searched();
        List<CandidateRow> rows = SearchViews.candidates(ledger);
        assertThat(rows).hasSize(CANDIDATES);
        assertThat(rows.subList(10_000, 10_002))
                .extracting(CandidateRow::candidate)
                .containsExactly(10_000, 10_001);
        assertThat(rows.get(5)).isNotSameAs(rows.get(5)).isEqualTo(rows.get(5));
    }

    /** Bytes of all snapshots together are those of their candidates: O(n), whatever the size of a generation. */
    @Test
    void allSnapshotsTogetherHoldAFewTimesTheCandidatesOfTheSearch() {
        for (int generation : List.of(1, 50, 500)) {
            long stored = 0;
            int candidates = 100_000;
            for (int first = 0; first < candidates; first += generation) {
                List<Genome> genomes = Collections.nCopies(generation, Genome.of(0));
                boolean due = SearchSnapshots.due(new SearchEvent.GenerationProposed(0, first, genomes, T0));
                stored += due ? first + generation : 0;
            }
            assertThat(stored).isBetween((long) candidates, 4L * candidates);
        }
    }

    @Test
    void theFrontIsThatOfAllCandidatesAndStaysItselfWhereNothingIsNew() {
        Random random = new Random(3);
        List<Candidate> candidates = new ArrayList<>();
        Front front = Front.EMPTY;
        for (int i = 0; i < 1000; i++) {
            List<Double> costs =
                    List.of((double) random.nextInt(40), (double) random.nextInt(40), (double) random.nextInt(40));
            Evaluated seen = i % 7 == 0
                    ? Evaluated.failure(Genome.of(i))
                    : new Evaluated(Genome.of(i), costs, i % 5 == 0 ? 1 : 0);
            Candidate candidate = Candidate.proposed(i, 0, Genome.of(i)).succeeded(measured(0.5), seen);
            candidates.add(candidate);
            Front next = front.with(candidate);
            if (!next.numbers().contains(i)) {
                assertThat(next).isSameAs(front);
            }
            front = next;
        }
        int[] expected = Pareto.front(candidates.stream().map(Candidate::told).toList());
        assertThat(front.numbers().stream().mapToInt(Integer::intValue).toArray())
                .isEqualTo(expected);
    }
}
