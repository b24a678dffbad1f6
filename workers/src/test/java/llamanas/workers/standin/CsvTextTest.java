package llamanas.workers.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTextTest {
    @Test
    void readsQuotedCellsWithCommasQuotesAndLineFeeds() {
        assertThat(CsvText.complete("a,\"b,\"\"c\"\"\nd\",\r\n,,e\n"))
                .containsExactly(List.of("a", "b,\"c\"\nd", ""), List.of("", "", "e"));
    }

    @Test
    void leavesOutALineWithoutItsEnd() {
        String text = "a,b\n1,2\n3,\"4\n";
        assertThat(CsvText.complete(text)).containsExactly(List.of("a", "b"), List.of("1", "2"));
        assertThat(CsvText.completeLength(text)).isEqualTo("a,b\n1,2\n".length());
        assertThat(CsvText.completeLength("a,b\n1,2\n")).isEqualTo(8);
        assertThat(CsvText.completeLength("a,b")).isZero();
        assertThat(CsvText.complete("")).isEmpty();
    }
}
