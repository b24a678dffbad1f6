package llamanas.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import llamanas.engine.app.Fixtures;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchStatus;
import org.junit.jupiter.api.Test;

/** What a status says where nothing measured is inside of the bounds. */
class MissesTest {
    private static final String NATS = "t.nats_per_token";
    private static final Constraint NOTHING = new Constraint(NATS, null, 0.01);

    private static SearchLedger searched(List<Constraint> constraints, List<Constraint> interest) {
        SearchSpec spec = Fixtures.spec("name", 30);
        return LedgerRun.begin(new SearchSpec(
                        spec.name(),
                        spec.model(),
                        spec.dtype(),
                        spec.tasks(),
                        spec.space(),
                        spec.objectives(),
                        constraints,
                        spec.strategy(),
                        spec.evaluations(),
                        spec.seed(),
                        null,
                        null,
                        null,
                        false,
                        null,
                        interest,
                        false,
                        null))
                .toTheEnd()
                .ledger();
    }

    private static List<SearchStatus.Miss> misses(SearchLedger ledger) {
        return SearchViews.status(ledger, Instant.EPOCH).misses();
    }

    private static double least(SearchLedger ledger) {
        return ledger.candidates().stream()
                .mapToDouble(candidate -> SearchViews.metrics(candidate).get(NATS))
                .min()
                .orElseThrow();
    }

    private static void assertClosest(SearchLedger ledger, String bounds) {
        assertThat(misses(ledger)).singleElement().satisfies(miss -> {
            assertThat(miss.bounds()).isEqualTo(bounds);
            assertThat(miss.bound()).isEqualTo(NOTHING);
            assertThat(miss.value()).isEqualTo(least(ledger));
            assertThat(SearchViews.metrics(ledger.candidates().get(miss.candidate())))
                    .containsEntry(NATS, miss.value());
        });
    }

    @Test
    void whatCameClosestToTheConstraintsIsNamed() {
        SearchLedger ledger = searched(List.of(NOTHING), List.of());
        assertThat(ledger.front().members()).isEmpty();
        assertClosest(ledger, SearchStatus.Miss.CONSTRAINTS);
    }

    @Test
    void whatCameClosestToTheInterestIsNamed() {
        SearchLedger ledger = searched(List.of(), List.of(NOTHING));
        assertThat(ledger.front().members()).isNotEmpty();
        assertClosest(ledger, SearchStatus.Miss.INTEREST);
    }

    @Test
    void ofSeveralBoundsTheWorstIsNamed() {
        Constraint far = new Constraint("parameters", null, 40_000.0);
        assertThat(misses(searched(List.of(), List.of(NOTHING, far))))
                .singleElement()
                .satisfies(miss -> assertThat(miss.bound()).isEqualTo(NOTHING));
    }

    @Test
    void nothingIsSaidWhereSomethingIsInside() {
        assertThat(misses(searched(List.of(), List.of()))).isEmpty();
        Constraint all = new Constraint(NATS, null, 1e9);
        assertThat(misses(searched(List.of(all), List.of(all)))).isEmpty();
    }

    @Test
    void nothingIsSaidBeforeAnythingIsMeasured() {
        assertThat(misses(LedgerRun.begin(Fixtures.spec("name", 30)).ledger())).isEmpty();
    }

    @Test
    void objectivesAreInTheOrderOfTheSpec() {
        assertThat(SearchViews.status(searched(List.of(), List.of()), Instant.EPOCH)
                        .objectives())
                .containsExactly(NATS, "parameters");
    }
}
