package llamanas.engine.search.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.JMetalReference;
import llamanas.engine.search.Reference;
import llamanas.protocol.space.Genome;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class HypervolumeTest {
    @Example
    void knownAreas() {
        double[] reference = {4, 4};
        assertThat(Hypervolume.of(new double[][] {}, reference)).isZero();
        assertThat(Hypervolume.of(new double[][] {{1, 3}, {2, 2}, {3, 1}}, reference))
                .isEqualTo(6);
        assertThat(Hypervolume.of(new double[][] {{3, 1}, {2, 2}, {1, 3}, {2, 2}, {3, 3}, {2, 3}}, reference))
                .as("duplicates and dominated points add nothing")
                .isEqualTo(6);
        assertThat(Hypervolume.of(new double[][] {{2, 2}, {-100, 4}, {5, -100}, {Double.NaN, 0}}, reference))
                .as("points outside add nothing")
                .isEqualTo(4);
    }

    @Example
    void knownVolumes() {
        assertThat(Hypervolume.of(new double[][] {{1}, {3}}, new double[] {4})).isEqualTo(3);
        assertThat(Hypervolume.of(new double[][] {{1, 1, 1}}, new double[] {3, 4, 5}))
                .isEqualTo(24);
        // Two boxes of 2 that share 1.
        assertThat(Hypervolume.of(new double[][] {{0, 1, 1}, {1, 0, 1}}, new double[] {2, 2, 2}))
                .isEqualTo(3);
        // The corner of a 4-dimensional cube without one of its 16 unit cubes.
        double[][] corner = {{0, 0, 0, 1}, {0, 0, 1, 0}, {0, 1, 0, 0}, {1, 0, 0, 0}};
        assertThat(Hypervolume.of(corner, new double[] {2, 2, 2, 2})).isEqualTo(15);
    }

    @Property(tries = 1000)
    void agreesWithTheMoeaFrameworkAndJMetal(@ForAll("points") double[][] points) {
        if (points.length == 0) {
            return;
        }
        double[] reference = new double[points[0].length];
        Arrays.setAll(reference, i -> 0.9 + 0.1 * i);
        double[][] inside = Arrays.stream(points)
                .filter(p -> Arrays.stream(p).max().orElse(0) < 0.9)
                .toArray(double[][]::new);
        if (inside.length == 0) {
            assertThat(Hypervolume.of(points, reference)).isNotNegative();
            return;
        }
        // The other implementations do not leave out points beyond the reference point by themselves.
        double volume = Hypervolume.of(inside, reference);
        assertThat(volume).isCloseTo(Reference.hypervolume(inside, reference), within(1e-9));
        assertThat(volume).isCloseTo(JMetalReference.hypervolume(inside, reference), within(1e-9));
    }

    /** Unit cubes can be counted: those whose corner is at or above the plane that the points lie on. */
    @Example
    void largeFrontsOfThreeAndFourObjectivesAreExact() {
        double[][] three = lattice(3, 140);
        assertThat(three).hasNumberOfRows(10_011);
        assertThat(Hypervolume.of(three, new double[] {141, 141, 141}))
                .isEqualTo(141.0 * 141 * 141 - 142 * 141 * 140 / 6);
        double[][] four = lattice(4, 12);
        assertThat(four).hasNumberOfRows(455);
        assertThat(Hypervolume.of(four, new double[] {13, 13, 13, 13})).isEqualTo(13.0 * 13 * 13 * 13 - 1365);
    }

    private static double[][] lattice(int objectives, int sum) {
        int side = sum + 1;
        return IntStream.range(0, (int) Math.pow(side, objectives - 1))
                .mapToObj(index -> {
                    double[] point = new double[objectives];
                    int left = sum;
                    for (int i = 0, rest = index; i < objectives - 1; i++, rest /= side) {
                        point[i] = rest % side;
                        left -= rest % side;
                    }
                    point[objectives - 1] = left;
                    return point;
                })
                .filter(point -> point[objectives - 1] >= 0)
                .toArray(double[][]::new);
    }

    @Property(tries = 100)
    void aPointMoreNeverTakesAway(@ForAll("points") double[][] points) {
        double last = 0;
        for (int n = 1; n <= points.length; n++) {
            double[] reference = new double[points[0].length];
            Arrays.fill(reference, 0.95);
            double volume = Hypervolume.of(Arrays.copyOf(points, n), reference);
            assertThat(volume).isGreaterThanOrEqualTo(last - 1e-12);
            last = volume;
        }
    }

    @Example
    void theFullNetworkIsAtOneInEveryObjective() {
        // Nats (smaller is better), accuracy as a cost, and a KL divergence, whose full value is 0.
        List<Double> full = List.of(2.5, -0.4, 0.0);
        assertThat(Hypervolume.relative(List.of(at(full)), full)).isCloseTo(1, within(1e-12));
        assertThat(Hypervolume.relative(List.of(at(List.of(1.25, -0.6, 0.5))), full))
                .isCloseTo(1.5 * 1.5 * 0.5, within(1e-12));
        assertThat(Hypervolume.relative(List.of(at(List.of(5.0, -0.6, 0.5))), full))
                .as("twice the nats is the limit")
                .isZero();
        assertThat(Hypervolume.relative(List.of(at(List.of(2.5, 0.0, 0.5))), full))
                .as("so is accuracy 0")
                .isZero();
    }

    @Example
    void infeasibleAndFailedOnesAddNothing() {
        List<Double> full = List.of(1.0, 1.0);
        List<Evaluated> candidates = List.of(new Evaluated(Genome.of(0), full, 0.1), Evaluated.failure(Genome.of(1)));
        assertThat(Hypervolume.relative(candidates, full)).isZero();
    }

    @Provide
    Arbitrary<double[][]> points() {
        return Reference.points(2, 5, 30);
    }

    private static Evaluated at(List<Double> costs) {
        return new Evaluated(Genome.of(0), costs, 0);
    }
}
