package llamanas.workers.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import llamanas.protocol.search.TrainSpec;
import llamanas.protocol.space.DepthDimension;
import llamanas.protocol.space.Dimension;
import llamanas.protocol.space.FfnDimension;
import llamanas.protocol.space.KeepDimension;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.SearchSpace;
import org.junit.jupiter.api.Test;

/** Which networks a training visits, and how fast it learns from them. */
class SubnetworksTest {
    private static final List<Integer> ALL = List.of(0, 1, 2, 3);
    private static final Dimension WIDTHS = new FfnDimension(ALL, List.of(8, 2, 4));
    private static final Dimension DEPTH = new DepthDimension(List.of(3, 4), List.of(2, 1, 0, 3), 4);

    private static Subnetworks of(long seed, Dimension... dimensions) {
        ModelShape shape = new ModelShape(4, 16, 8, 2, 2, 8, 32, 64, true, false, false);
        return new Subnetworks(new SearchSpace(shape, List.of(dimensions)), seed);
    }

    @Test
    void theFullAndTheSmallest() {
        Subnetworks subnetworks = of(1, DEPTH, WIDTHS);
        assertThat(subnetworks.full()).containsExactly(2, 0, 8, 2, 0, 8, 2, 0, 8, 2, 0, 8);
        assertThat(subnetworks.smallest()).containsExactly(2, 0, 2, 2, 0, 2, 0, 0, 0, 2, 0, 2);
    }

    @Test
    void whereLayersMayGoFreelyTheSmallestIsStillANetwork() {
        long[] smallest = of(1, new KeepDimension(ALL), WIDTHS).smallest();
        assertThat(LongStream.of(smallest).sum()).isPositive();
    }

    @Test
    void randomOnesFollowFromSeedAndPlaceAndReachEveryChoice() {
        Subnetworks subnetworks = of(5, DEPTH, WIDTHS);
        Set<List<Long>> seen = new HashSet<>();
        for (int place = 0; place < 400; place++) {
            long[] plan = subnetworks.random(place);
            assertThat(plan).isEqualTo(of(5, DEPTH, WIDTHS).random(place));
            seen.add(LongStream.of(plan).boxed().toList());
        }
        assertThat(seen).as("of 3^4 with four layers and 3^3 with three").hasSizeGreaterThan(95);
        assertThat(IntStream.range(0, 50)
                        .filter(i -> Arrays.equals(of(6, DEPTH, WIDTHS).random(i), subnetworks.random(i)))
                        .count())
                .isLessThan(10);
    }

    @Test
    void theSandwichHasTheEndsAndFreshRandomOnesInEveryStep() {
        Subnetworks subnetworks = of(5, DEPTH, WIDTHS);
        Schedule schedule = Schedule.of(spec(TrainSpec.SANDWICH), subnetworks);
        List<Visit> visits = schedule.visits(3);
        assertThat(visits)
                .extracting(Visit::kind)
                .containsExactly(Visit.Kind.FULL, Visit.Kind.SMALLEST, Visit.Kind.RANDOM, Visit.Kind.RANDOM);
        assertThat(visits.get(2).plan()).isEqualTo(subnetworks.random(6));
        assertThat(visits.get(3).plan()).isEqualTo(subnetworks.random(7));
    }

    @Test
    void alternatingGoesFullAndSub() {
        Schedule schedule = Schedule.of(spec(TrainSpec.ALTERNATE), of(5, DEPTH, WIDTHS));
        assertThat(IntStream.range(0, 4)
                        .mapToObj(step -> schedule.visits(step).get(0).kind()))
                .containsExactly(Visit.Kind.FULL, Visit.Kind.RANDOM, Visit.Kind.FULL, Visit.Kind.RANDOM);
    }

    @Test
    void theLearningRateWarmsUpAndFallsByACosine() {
        LearningRate rate = LearningRate.of(spec(TrainSpec.SANDWICH));
        assertThat(rate.at(0)).isCloseTo(1e-3 / 11, offset(1e-12));
        assertThat(rate.at(10)).isCloseTo(1e-3, offset(1e-12));
        assertThat(rate.at(55)).isCloseTo(1e-3 * (0.1 + 0.9 / 2), offset(1e-12));
        assertThat(rate.at(100)).isCloseTo(1e-4, offset(1e-12));
    }

    private static TrainSpec spec(String schedule) {
        return new TrainSpec(
                List.of(),
                0,
                TrainSpec.FULL,
                0,
                schedule,
                2,
                100,
                2,
                1,
                64,
                1e-3,
                0.1,
                0.1,
                0.01,
                1,
                0.3,
                TrainSpec.FROZEN,
                true,
                "float32",
                TrainSpec.OFF,
                5);
    }
}
