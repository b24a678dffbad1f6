package llamanas.engine.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudentTTest {
    /** Of any table of the distribution. */
    @ParameterizedTest
    @CsvSource({
        "0.5, 7, 0", "0.975, 1, 12.7062", "0.975, 2, 4.3027", "0.95, 3, 2.3534", "0.975, 9, 2.2622",
        "0.999, 10, 4.1437", "0.995, 29, 2.7564", "0.9995, 4, 8.6103", "0.975, 99, 1.9842", "0.975, 100000, 1.9600"
    })
    void quantilesAreThoseOfTheTables(double probability, int degrees, double expected) {
        assertThat(StudentT.quantile(probability, degrees)).isCloseTo(expected, Offset.offset(1e-4));
    }
}
