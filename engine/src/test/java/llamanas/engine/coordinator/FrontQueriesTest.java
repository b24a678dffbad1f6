package llamanas.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import llamanas.engine.app.Fixtures;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.api.FrontQuery;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.FrontMember;
import org.junit.jupiter.api.Test;

/** Fronts of what is measured, under other objectives and bounds. */
class FrontQueriesTest {
    private static final String LOSS = "t.nats_per_token";
    private static final LedgerRun RUN =
            LedgerRun.begin(Fixtures.spec("name", 60)).toTheEnd();

    private static List<FrontMember> answer(FrontQuery query) {
        return FrontQueries.answer(RUN.ledger(), query);
    }

    private static List<Integer> numbers(List<FrontMember> front) {
        return front.stream().map(FrontMember::candidate).collect(Collectors.toList());
    }

    @Test
    void theObjectivesOfTheSearchGiveItsOwnFront() {
        List<FrontMember> own = answer(FrontQuery.OWN);
        assertThat(own).isEqualTo(SearchViews.front(RUN.ledger())).hasSizeGreaterThan(2);
        assertThat(numbers(answer(new FrontQuery(List.of(LOSS, "parameters"), List.of(), false))))
                .isEqualTo(numbers(own));
        assertThat(numbers(answer(new FrontQuery(List.of("parameters", LOSS), List.of(), false))))
                .isNotEqualTo(numbers(own))
                .containsExactlyInAnyOrderElementsOf(numbers(own));
    }

    @Test
    void theBestWithinABandIsTheBestOfAllThatLieInIt() {
        List<FrontMember> all = RUN.ledger().candidates().stream()
                .map(c -> new FrontMember(c.number(), RUN.ledger().architecture(c), SearchViews.metrics(c)))
                .toList();
        double low = all.get(0).metrics().get("parameters") * 0.6;
        double high = all.get(0).metrics().get("parameters") * 0.8;
        FrontMember expected = all.stream()
                .filter(m -> m.metrics().get("parameters") >= low && m.metrics().get("parameters") <= high)
                .min(Comparator.comparingDouble(m -> m.metrics().get(LOSS)))
                .orElseThrow();
        List<Constraint> band = List.of(new Constraint("parameters", low, high));
        assertThat(numbers(answer(new FrontQuery(List.of(LOSS), band, true)))).containsExactly(expected.candidate());
        assertThat(numbers(answer(new FrontQuery(List.of(LOSS), band, false)))).contains(expected.candidate());
        assertThat(answer(new FrontQuery(List.of(), band, false)))
                .isNotEmpty()
                .allMatch(
                        m -> m.metrics().get("parameters") >= low && m.metrics().get("parameters") <= high);
        assertThat(answer(new FrontQuery(List.of(LOSS), List.of(new Constraint("parameters", 1.0, 2.0)), true)))
                .isEmpty();
    }

    @Test
    void whatIsComputedAnswersThoughNoWorkerMeasuredIt() {
        List<FrontMember> front = answer(new FrontQuery(List.of(LOSS, "flops"), List.of(), false));
        assertThat(front).isNotEmpty().allMatch(m -> m.metrics().get("flops") > 0);
        assertThat(RUN.ledger().candidates().get(0).measurement().metrics()).doesNotContainKey("flops");
    }

    @Test
    void unseenDataAnswersForThoseThatAreMeasuredOnIt() {
        assertThat(answer(new FrontQuery(List.of("report." + LOSS, "parameters"), List.of(), false)))
                .isNotEmpty()
                .allMatch(m -> m.metrics().containsKey("report." + LOSS));
    }

    @Test
    void unknownMetricsAreNamedWithTheNearest() {
        assertThatThrownBy(() -> answer(new FrontQuery(List.of("t.nats_per_tokn"), List.of(), false)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("objectives: no candidate has a t.nats_per_tokn; did you mean t.nats_per_token?");
        assertThatThrownBy(() -> answer(new FrontQuery(List.of(), List.of(new Constraint("params", null, 3.0)), false)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("bounds: no candidate has a params")
                .hasMessageContaining("measured are bytes, flops, parameters");
        assertThatThrownBy(
                        () -> answer(new FrontQuery(List.of(), List.of(new Constraint("parameters", 4.0, 3.0)), false)))
                .hasMessageContaining("expected min <= max");
    }
}
