package llamanas.engine.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.space.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {
    @Test
    void alignsNumbersToTheRightAndTextToTheLeft() {
        Table table = new Table(
                List.of("name", "size", "time"),
                List.of(List.of("a", "5.12 M", "3 min 05 s"), List.of("long", "7", "-")));

        assertThat(table.toText())
                .isEqualTo(
                        """
                        name    size        time
                        a     5.12 M  3 min 05 s
                        long       7           -
                        """);
    }

    @Test
    void quotesByRfc4180() {
        Table table = new Table(List.of("a,b", "c"), List.of(List.of("say \"x\"", "two\nlines"), List.of("", "plain")));

        assertThat(table.toCsv()).isEqualTo("\"a,b\",c\n\"say \"\"x\"\"\",\"two\nlines\"\n,plain\n");
    }

    @Test
    void refusesRowsOfAnotherLength() {
        assertThatThrownBy(() -> new Table(List.of("a"), List.of(List.of("1", "2"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "999, 999",
        "999.7, 1.00 k",
        "1234, 1.23 k",
        "5115072, 5.12 M",
        "13476000000, 13.5 B",
        "-1234, -1.23 k"
    })
    void countsWithThreeDigits(double value, String text) {
        assertThat(Quantities.count(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"512, 512 B", "8000, 8.00 kB", "18366000, 18.4 MB", "13476000000, 13.5 GB"})
    void bytesHaveTheirUnit(double value, String text) {
        assertThat(Quantities.bytes(value)).isEqualTo(text);
        assertThat(Quantities.metric("bytes", value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"3.2, 3.200", "-123456789, -123456789.000", "1e155, 1.00e+155", "-3e9, -3.00e+09", "NaN, -"})
    void numbersDoNotBecomeLinesOfDigits(double value, String text) {
        assertThat(Quantities.fixed(value, 3)).isEqualTo(text);
    }

    @Test
    void candidatesForPeopleBeginWithTheObjectives() {
        Map<String, Double> metrics =
                Map.of("bytes", 269.03e6, "flops", 5.0, "parameters", 1e8, "t.kl", 0.5, "t.items", 7.0, "t.acc", 0.25);
        List<CandidateRow> rows = List.of(
                new CandidateRow(0, 0, new Architecture(List.of()), Map.of(), "succeeded", metrics, null, null));
        assertThat(Candidates.brief(rows, List.of("t.kl", "bytes")).header())
                .containsExactly("candidate", "generation", "state", "genes", "t.kl", "bytes", "t.acc", "reason");
        assertThat(Candidates.brief(rows, List.of("t.kl", "bytes")).rows().get(0))
                .contains("0.5000", "269 MB");
        assertThat(Candidates.brief(rows, List.of()).header())
                .containsExactly("candidate", "generation", "state", "genes", "parameters", "t.acc", "t.kl", "reason");
    }

    /** Ninety genes of thirty layers would be a line of 500 characters. */
    @Test
    void equalGenesOfNeighboursAreShownOnce() {
        Map<String, String> genes = new HashMap<>(Map.of("depth", "7"));
        for (int layer = 0; layer < 12; layer++) {
            genes.put("ffn[" + layer + "]", layer == 2 || layer == 3 ? "512" : "768");
        }
        List<CandidateRow> rows =
                List.of(new CandidateRow(0, 0, new Architecture(List.of()), genes, "succeeded", Map.of(), null, null));
        assertThat(Candidates.brief(rows, List.of()).rows().get(0)).contains("depth=7 ffn=768,768,512,512,8x768");
    }

    @ParameterizedTest
    @CsvSource({"-1, -", "400, 0 s", "59400, 59 s", "59600, 1 min 00 s", "185000, 3 min 05 s", "7800000, 2 h 10 min"})
    void showsDurationsInTheUnitsThatMatter(long millis, String text) {
        assertThat(Quantities.duration(millis)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"5115072, 5115072", "0.1, 0.1", "NaN, ''", "1e300, 1.0E300", "-2, -2"})
    void keepsAllDigitsForPrograms(double value, String text) {
        assertThat(Quantities.exact(value)).isEqualTo(text);
    }
}
