package llamanas.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    @ParameterizedTest
    @CsvSource({"kitten,sitting,3", "ffn,fnn,1", "abc,acb,1", "'',abc,3", "same,same,0", "population,populaton,1"})
    void countsEdits(String a, String b, int expected) {
        assertThat(Nearest.edits(a, b)).isEqualTo(expected);
        assertThat(Nearest.edits(b, a)).isEqualTo(expected);
    }

    @Test
    void namesTheNearestOnly() {
        assertThat(Nearest.to("dpeth", List.of("keep", "depth", "ffn"))).contains("depth");
        assertThat(Nearest.to("zebra", List.of("keep", "depth", "ffn"))).isEmpty();
    }
}
