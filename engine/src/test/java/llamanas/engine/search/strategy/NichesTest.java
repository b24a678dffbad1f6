package llamanas.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import llamanas.protocol.Randomness;
import org.junit.jupiter.api.Test;

class NichesTest {
    private static final double[][] DIRECTIONS = {{1, 0}, {0.5, 0.5}, {0, 1}};
    /** Two near each end, and two in the middle. */
    private static final double[][] POINTS = {{1, 0}, {1, 0.1}, {0.5, 0.6}, {0.6, 0.6}, {0, 1}, {0.1, 1}};

    @Test
    void theEmptiestNicheGetsItsNearest() {
        for (int seed = 0; seed < 20; seed++) {
            List<Integer> chosen =
                    Niches.choose(DIRECTIONS, POINTS, List.of(0, 4), List.of(1, 2, 3, 5), 1, Randomness.of(seed, 0));
            assertThat(chosen).containsExactly(3);
        }
    }

    @Test
    void allNichesGetOneBeforeOneGetsTwo() {
        for (int seed = 0; seed < 20; seed++) {
            assertThat(Niches.choose(
                            DIRECTIONS, POINTS, List.of(), List.of(0, 1, 2, 3, 4, 5), 3, Randomness.of(seed, 0)))
                    .containsExactlyInAnyOrder(0, 3, 4);
        }
    }

    @Test
    void nobodyIsChosenTwiceAndAllCanBe() {
        assertThat(Niches.choose(DIRECTIONS, POINTS, List.of(), List.of(0, 1, 2, 3, 4, 5), 6, Randomness.of(1, 0)))
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
        assertThat(Niches.choose(DIRECTIONS, POINTS, List.of(), List.of(), 0, Randomness.of(1, 0)))
                .isEmpty();
    }

    /** Not always the first ones: that would favour one corner of the front. */
    @Test
    void tiesBetweenNichesAreDrawn() {
        assertThat(IntStream.range(0, 40)
                        .mapToObj(seed -> Niches.choose(
                                DIRECTIONS, POINTS, List.of(), List.of(0, 3, 4), 1, Randomness.of(seed, 0)))
                        .distinct())
                .hasSize(3);
    }

    @Test
    void theOriginBelongsSomewhere() {
        double[][] origin = {{0, 0}, {0, 0}};
        assertThat(Niches.choose(DIRECTIONS, origin, List.of(0), List.of(1), 1, Randomness.of(1, 0)))
                .containsExactly(1);
    }
}
