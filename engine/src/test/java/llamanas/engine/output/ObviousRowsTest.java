package llamanas.engine.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.space.Architecture;
import org.junit.jupiter.api.Test;

class ObviousRowsTest {
    private static final Architecture ANY = new Architecture(List.of());

    private static CandidateRow row(int number, String bits, String first, String second, double kl, double bytes) {
        Map<String, String> genes =
                new TreeMap<>(Map.of("bits[0]", bits, "bits[1]", bits, "ffn[0]", first, "ffn[1]", second));
        return new CandidateRow(number, 0, ANY, genes, "succeeded", Map.of("w.kl", kl, "bytes", bytes), null, null);
    }

    @Test
    void saysWhatIsBetterThanTheObvious() {
        List<CandidateRow> candidates = List.of(
                row(0, "16", "64", "64", 0, 200),
                row(1, "8", "64", "64", 0.01, 100),
                row(2, "16", "32", "32", 0.4, 150),
                row(3, "8", "32", "64", 0.05, 90),
                row(4, "8", "32", "32", 0.5, 80));
        List<FrontMember> front =
                List.of(member(candidates.get(0)), member(candidates.get(1)), member(candidates.get(3)));
        String text = new ObviousRows(front, candidates, List.of("w.kl", "bytes")).text();
        assertThat(text)
                .isEqualTo(
                        """
                        what is obvious, and what is better:
                          bits 8 (candidate 1): on the front
                          ffn 32 (candidate 2): beaten by candidate 1
                          bits 8, ffn 32 (candidate 4): outside of the bounds
                        """);
    }

    @Test
    void saysNothingWhereNothingObviousIsMeasured() {
        List<CandidateRow> candidates = List.of(row(0, "16", "64", "64", 0, 200), row(1, "8", "32", "64", 0.05, 90));
        assertThat(new ObviousRows(List.of(member(candidates.get(1))), candidates, List.of("w.kl", "bytes")).text())
                .isEmpty();
    }

    private static FrontMember member(CandidateRow row) {
        return new FrontMember(row.candidate(), row.architecture(), row.metrics());
    }
}
