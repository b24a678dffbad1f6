package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import java.util.Map;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.Objective;
import llamanas.protocol.space.Architecture;
import org.junit.jupiter.api.Test;

class UnseenHypervolumeTest {
    private static final List<Objective> OBJECTIVES = List.of(
            new Objective("t.nats_per_token", Direction.MINIMIZE), new Objective("parameters", Direction.MINIMIZE));

    private static FrontMember member(int number, double search, double unseen, double parameters) {
        return new FrontMember(
                number,
                new Architecture(List.of()),
                Map.of("t.nats_per_token", search, "report.t.nats_per_token", unseen, "parameters", parameters));
    }

    /** What it did on the half that guided the search does not count. */
    @Test
    void countsTheUnseenHalfInMultiplesOfTheFullNetwork() {
        FrontMember full = member(0, 9, 2, 100);
        FrontMember half = member(1, 1, 3, 50);
        // (2 - 1) x (2 - 1) of the full network, and beside it (2 - 1.5) x (1 - 0.5) of the smaller one.
        assertThat(UnseenHypervolume.of(List.of(full, half), full, OBJECTIVES).orElseThrow())
                .isCloseTo(1.25, offset(1e-12));
    }

    @Test
    void isUnknownWhereNothingUnseenWasMeasured() {
        FrontMember full =
                new FrontMember(0, new Architecture(List.of()), Map.of("t.nats_per_token", 2.0, "parameters", 100.0));
        assertThat(UnseenHypervolume.of(List.of(full), full, OBJECTIVES)).isEmpty();
    }
}
