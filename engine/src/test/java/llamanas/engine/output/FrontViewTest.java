package llamanas.engine.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamanas.engine.http.FakeSearches;
import llamanas.protocol.search.FrontMember;
import org.junit.jupiter.api.Test;

class FrontViewTest {
    private static final List<FrontMember> FRONT = FakeSearches.members();
    private static final Optional<FrontMember> FULL = FrontView.full(FakeSearches.rows());

    @Test
    void putsBothHalvesSideBySideAndTheChangeOfObjectives() {
        assertThat(FrontView.text(FRONT, FULL, List.of("parameters", "stories.nats_per_token")))
                .isEqualTo(
                        """
                                                                stories nats/token
                        candidate  layers  parameters  smaller  search  unseen   change
                                0       2      5.12 M    1.00x   3.200   3.266        -
                                2       2      3.94 M    1.30x   3.500   3.670  +12.4 %
                        candidate 0 is the full network
                        """);
    }

    @Test
    void showsTheFullNetworkForComparisonWhereItIsNotOnTheFront() {
        assertThat(FrontView.text(FRONT.subList(1, 2), FULL, List.of()))
                .contains("\n        0       2      5.12 M    1.00x")
                .contains("\n        2       2      3.94 M    1.30x")
                .endsWith("not on the front\n");
    }

    @Test
    void showsOneMetricOfEveryOtherTaskAndAccuraciesInPoints() {
        Map<String, Double> full = Map.of("parameters", 2000.0, "a.acc", 0.5, "a.acc_norm", 0.6, "b.perplexity", 9.5);
        Map<String, Double> cut = Map.of("parameters", 1000.0, "a.acc", 0.45, "a.acc_norm", 0.6, "b.perplexity", 10.0);
        List<FrontMember> front = List.of(
                new FrontMember(0, FRONT.get(0).architecture(), full),
                new FrontMember(1, FRONT.get(0).architecture(), cut));

        assertThat(FrontView.text(front, Optional.of(front.get(0)), List.of("a.acc")))
                .isEqualTo(
                        """
                                                                a acc            b perplexity
                        candidate  layers  parameters  smaller  search   change        search
                                0       2      2.00 k    1.00x   0.500        -          9.50
                                1       2      1.00 k    2.00x   0.450  -5.0 pt         10.00
                        candidate 0 is the full network
                        """);
    }

    @Test
    void showsWhatIsTrueOfTheDeployment() {
        Map<String, Double> full = Map.of(
                "parameters", 2000.0, "bytes", 8000.0, "decode_ms", 2.5, "memory_bytes", 21_400_000.0, "kv_bytes", 5.0);
        List<FrontMember> front = List.of(new FrontMember(0, FRONT.get(0).architecture(), full));
        assertThat(FrontView.text(front, Optional.empty(), List.of("bytes", "decode_ms")))
                .isEqualTo(
                        """
                                                                bytes   decode_ms  memory_bytes
                        candidate  layers  parameters  smaller
                                0       2      2.00 k        -  8.00 k      2.500        21.4 M
                        """);
    }

    @Test
    void saysThatAFrontIsEmpty() {
        assertThat(FrontView.text(List.of(), Optional.empty(), List.of())).contains("empty");
    }
}
