package llamanas.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceDirectionsTest {
    /** The counts of Deb and Jain's table I; those of 8 objectives and more are of two layers. */
    @ParameterizedTest
    @CsvSource({"1, 5, 1", "2, 9, 10", "3, 12, 91", "5, 6, 210", "8, 3, 156", "10, 3, 275", "15, 2, 135", "3, 1, 4"})
    void asManyAsThePaperHas(int objectives, int divisions, int expected) {
        double[][] points = ReferenceDirections.of(objectives, divisions);
        assertThat(points).hasNumberOfRows(expected);
        assertThat(ReferenceDirections.count(objectives, divisions)).isEqualTo(expected);
        assertThat(Arrays.stream(points).map(Arrays::toString).distinct()).hasSize(expected);
        assertThat(Arrays.asList(points)).allSatisfy(point -> {
            assertThat(Arrays.stream(point).sum()).isCloseTo(1, within(1e-12));
            assertThat(point).hasSize(objectives);
            assertThat(Arrays.stream(point).min().orElseThrow()).isNotNegative();
        });
    }

    @Test
    void onePointOnEachAxisAndOneInTheMiddle() {
        assertThat(ReferenceDirections.of(3, 1))
                .isDeepEqualTo(new double[][] {{0, 0, 1}, {0, 1, 0}, {1, 0, 0}, {1 / 3.0, 1 / 3.0, 1 / 3.0}});
    }

    @ParameterizedTest
    @CsvSource({"3, 92, 12", "3, 91, 12", "3, 90, 11", "8, 156, 3", "8, 155, 2", "2, 50, 49", "1, 50, 1", "6, 2, 1"})
    void asManyDivisionsAsAPopulationFills(int objectives, int population, int expected) {
        assertThat(ReferenceDirections.divisionsFor(objectives, population)).isEqualTo(expected);
    }

    @Test
    void countsDoNotOverflow() {
        assertThat(ReferenceDirections.count(20, 1000)).isEqualTo(Integer.MAX_VALUE);
    }
}
