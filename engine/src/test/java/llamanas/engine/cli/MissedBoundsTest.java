package llamanas.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import llamanas.engine.output.Json;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;
import org.junit.jupiter.api.Test;

/** What people read where nothing measured is inside of the bounds. */
class MissedBoundsTest {
    private static SearchStatus status(SearchStatus.Miss... misses) {
        return new SearchStatus(
                "s",
                "s",
                SearchState.FINISHED,
                3,
                40,
                40,
                0,
                0,
                0,
                Double.NaN,
                60_000,
                -1,
                "12288",
                null,
                null,
                null,
                0,
                Map.of(),
                null,
                null,
                List.of("w.kl", "bytes"),
                List.of(misses),
                null);
    }

    @Test
    void saysWhatCameClosestToTheConstraints() {
        SearchStatus status = status(new SearchStatus.Miss(
                SearchStatus.Miss.CONSTRAINTS, 12, new Constraint("q.acc", 0.5, 0.9), 0.2500000123));
        String text =
                "no candidate holds the constraints: candidate 12 came closest, with q.acc = 0.25 where at least 0.5"
                        + " is allowed";
        assertThat(Statuses.misses(status)).isEqualTo(text + "\n");
        assertThat(Statuses.details(status)).contains("outside      " + text);
        assertThat(Statuses.exact(List.of(status)).rows().get(0)).endsWith("w.kl, bytes", text);
        assertThat(Json.readOurs(Json.write(status), SearchStatus.class)).isEqualTo(status);
    }

    @Test
    void saysWhatCameClosestToTheInterest() {
        SearchStatus status =
                status(new SearchStatus.Miss(SearchStatus.Miss.INTEREST, 3, new Constraint("w.kl", null, 1.1), 1.5));
        assertThat(Statuses.misses(status))
                .isEqualTo(
                        "no candidate is inside of the interest: candidate 3 came closest, with w.kl = 1.5 where at most"
                                + " 1.1 is of interest\n");
    }

    @Test
    void saysNothingWhereSomethingIsInside() {
        assertThat(Statuses.misses(status())).isEmpty();
        assertThat(Statuses.details(status())).doesNotContain("outside");
    }
}
