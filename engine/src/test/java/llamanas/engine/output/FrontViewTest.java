package llamanas.engine.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import llamanas.engine.http.FakeSearches;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Attention;
import llamanas.protocol.space.Bits;
import llamanas.protocol.space.LayerChoice;
import org.junit.jupiter.api.Test;

class FrontViewTest {
    private static final List<FrontMember> FRONT = FakeSearches.members();
    private static final List<CandidateRow> ROWS = FakeSearches.rows();
    private static final LayerChoice LAYER = new LayerChoice(true, Attention.FULL, 2, 16, Bits.AS_LOADED);

    private static CandidateRow row(FrontMember member, String... genes) {
        Map<String, String> named = new TreeMap<>();
        for (String gene : genes) {
            named.put(gene, "any");
        }
        return new CandidateRow(
                member.candidate(), 0, member.architecture(), named, "succeeded", member.metrics(), null, null);
    }

    private static FrontMember member(int number, UnaryOperator<LayerChoice> second, Map<String, Double> metrics) {
        return new FrontMember(number, new Architecture(List.of(LAYER, second.apply(LAYER))), metrics);
    }

    @Test
    void putsBothHalvesSideBySideAndTheChangeOfObjectives() {
        assertThat(FrontView.text(FRONT, ROWS, List.of("parameters", "stories.nats_per_token")))
                .isEqualTo(
                        """
                                                        stories nats/token
                        candidate  parameters  smaller  search  unseen   change  layers  mean FFN
                                0      5.12 M    1.00x   3.200   3.266        -       2        16
                                2      3.94 M    1.30x   3.500   3.670  +12.4 %       2        12
                        candidate 0 is the full network
                        what is obvious, and what is better:
                          ffn 8 (candidate 2): on the front
                        """);
    }

    @Test
    void aSearchForDivergenceAndBytesIsShownAsThat() {
        FrontMember full =
                member(0, UnaryOperator.identity(), Map.of("w.kl", 0.0, "bytes", 269.03e6, "parameters", 1e8));
        FrontMember less =
                member(7, l -> l.withBits(Bits.all(8)), Map.of("w.kl", 0.0122, "bytes", 163.17e6, "parameters", 1e8));
        assertThat(FrontView.text(
                        List.of(full, less),
                        List.of(row(full, "keep[0]", "bits[0]", "bits[1]")),
                        List.of("w.kl", "bytes")))
                .as("no change relative to 0, no parameters that nobody asked for, no width that all have")
                .isEqualTo(
                        """
                                   w KL, nats/token  bytes
                        candidate            search     MB  smaller  layers  mean bits
                                0            0.0000  269.0    1.00x       2       16.0
                                7            0.0122  163.2    1.65x       2       12.0
                        candidate 0 is the full network
                        """);
    }

    @Test
    void aFunctionHasItsObjectivesAndNoNetworkToCompareWith() {
        FrontMember first = member(0, UnaryOperator.identity(), Map.of("f1", 1.0, "f2", 2.0, "parameters", 1e8));
        FrontMember second = member(3, l -> l.withFfn(8), Map.of("f1", 0.25, "f2", 3.5, "parameters", 9e7));
        FrontMember third = member(4, l -> l.withFfn(8), Map.of("f1", 0.5, "f2", 3.0, "parameters", 9e7));
        assertThat(FrontView.text(
                        List.of(second, third),
                        List.of(row(first, "ffn[0]"), row(second, "ffn[0]"), row(third, "ffn[0]")),
                        List.of("f1", "f2")))
                .isEqualTo(
                        """
                        candidate     f1     f2
                                3  0.250  3.500
                                4  0.500  3.000
                        """);
    }

    @Test
    void aSizeIsShownWhereNoObjectiveIsOne() {
        assertThat(FrontView.text(FRONT.subList(1, 2), ROWS, List.of()))
                .contains("candidate  layers  mean FFN  parameters  smaller      search  unseen\n")
                .contains("\n        0       2        16      5.12 M    1.00x")
                .contains("\n        2       2        12      3.94 M    1.30x")
                .contains("not on the front\n");
    }

    @Test
    void showsWhatSetsTheSubnetworksOfAnyDimensionApart() {
        FrontMember full = member(0, UnaryOperator.identity(), Map.of("flops", 2000.0));
        FrontMember cut = member(
                3,
                l -> l.withKvHeads(1).withAttention(Attention.window(4)).withBits(new Bits(8, 4)),
                Map.of("flops", 1000.0));
        FrontMember blind = member(4, LayerChoice::withoutAttention, Map.of("flops", 500.0));
        String[] genes = {"attention[1]", "kv_heads[0]", "bits.attention[0]", "bits.ffn[0]"};
        assertThat(FrontView.text(List.of(full, cut, blind), List.of(row(full, genes)), List.of("flops")))
                .isEqualTo(
                        """
                                                    attention                        mean bits
                        candidate   flops  smaller  layers  windowed  mean KV heads  attention   FFN
                                0  2.00 k    1.00x       2         0            2.0       16.0  16.0
                                3  1.00 k    2.00x       2         1            1.5       12.0  10.0
                                4     500    4.00x       1         0            2.0       16.0  16.0
                        candidate 0 is the full network
                        """);
    }

    @Test
    void showsOneMetricOfEveryOtherTaskAndAccuraciesInPoints() {
        Map<String, Double> full = Map.of("parameters", 2000.0, "a.acc", 0.5, "a.acc_norm", 0.6, "b.perplexity", 9.5);
        Map<String, Double> cut = Map.of("parameters", 1000.0, "a.acc", 0.45, "a.acc_norm", 0.6, "b.perplexity", 10.0);
        List<FrontMember> front = List.of(
                new FrontMember(0, FRONT.get(0).architecture(), full),
                new FrontMember(1, FRONT.get(0).architecture(), cut));

        assertThat(FrontView.text(front, List.of(row(front.get(0))), List.of("a.acc")))
                .isEqualTo(
                        """
                                   a acc                                 b perplexity
                        candidate  search   change  parameters  smaller        search
                                0   0.500        -      2.00 k    1.00x          9.50
                                1   0.450  -5.0 pt      1.00 k    2.00x         10.00
                        candidate 0 is the full network
                        """);
    }

    @Test
    void showsWhatIsTrueOfTheDeployment() {
        Map<String, Double> full = Map.of(
                "parameters", 2000.0, "bytes", 8e6, "decode_ms", 2.5, "memory_bytes", 21_400_000.0, "kv_bytes", 5.0);
        List<FrontMember> front = List.of(new FrontMember(0, FRONT.get(0).architecture(), full));
        assertThat(FrontView.text(front, List.of(), List.of("bytes", "decode_ms")))
                .isEqualTo(
                        """
                                   bytes          decode_ms  memory_bytes
                        candidate    MB  smaller
                                0  8.00        -      2.500       21.4 MB
                        """);
    }

    @Test
    void saysThatAFrontIsEmpty() {
        assertThat(FrontView.text(List.of(), List.of(), List.of())).contains("empty: no evaluation has succeeded");
        assertThat(FrontView.text(List.of(), ROWS, List.of())).contains("empty: nothing measured so far holds");
    }
}
