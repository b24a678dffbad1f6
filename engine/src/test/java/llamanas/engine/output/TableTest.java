package llamanas.engine.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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
