package llamanas.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import llamanas.engine.app.Fixtures;
import llamanas.engine.search.Strategy;
import llamanas.engine.search.WeightedSum;
import llamanas.protocol.search.SearchStatus;
import llamanas.protocol.search.StrategySpec;
import org.junit.jupiter.api.Test;

/** What a status says of a search. */
class SearchViewsTest {
    private static final List<Double> WEIGHTS = List.of(1.0, 0.5);

    private static SearchLedger searched(List<Double> weights) {
        return searched(weights, 40);
    }

    private static SearchLedger searched(List<Double> weights, int evaluations) {
        StrategySpec strategy = new StrategySpec("nsga2", 10, 0.9, 0, 200, StrategySpec.AUTO, weights, Map.of());
        return LedgerRun.begin(Fixtures.by(strategy, Fixtures.spec("name", evaluations)))
                .toTheEnd()
                .ledger();
    }

    private static double sum(SearchLedger ledger, Candidate candidate) {
        return WeightedSum.of(
                WEIGHTS,
                candidate.told().costs(),
                ledger.fullNetwork().orElseThrow().costs());
    }

    @Test
    void theBestOfAllCandidatesIsNamedWithItsSum() {
        SearchLedger ledger = searched(WEIGHTS);
        SearchStatus.Best best = SearchViews.status(ledger, Instant.EPOCH).best();
        assertThat(best).isNotNull();
        assertThat(best.full()).isCloseTo(1.5, within(1e-12));
        assertThat(best.sum()).isEqualTo(sum(ledger, ledger.candidates().get(best.candidate())));
        assertThat(ledger.candidates())
                .filteredOn(candidate -> candidate.told().feasible())
                .hasSizeGreaterThan(20)
                .allSatisfy(candidate -> assertThat(sum(ledger, candidate)).isGreaterThanOrEqualTo(best.sum()));
    }

    @Test
    void aSearchForAFrontHasNone() {
        assertThat(SearchViews.status(searched(List.of()), Instant.EPOCH).best())
                .isNull();
    }

    @Test
    void aBudgetWithoutRoomForTheObviousIsSaid() {
        SearchLedger small = searched(List.of(), 10);
        Strategy.Beginning beginning = small.brain().beginning(10);
        assertThat(beginning.affordable()).isEqualTo(2).isLessThan(beginning.all());
        assertThat(SearchViews.status(small, Instant.EPOCH).message())
                .isEqualTo(
                        "of " + beginning.all() + " networks that everybody would try first, this budget has room for 2"
                                + " (a fifth of it): the front may lack one of the others");
        SearchLedger enough = searched(List.of(), 5 * beginning.all());
        assertThat(SearchViews.status(enough, Instant.EPOCH).message()).isNull();
    }
}
