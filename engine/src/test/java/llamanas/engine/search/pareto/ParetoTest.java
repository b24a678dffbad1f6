package llamanas.engine.search.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.JMetalReference;
import llamanas.engine.search.Reference;
import llamanas.protocol.space.Genome;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ParetoTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Example
    void knownRanks() {
        double[][] costs = {{1, 5}, {2, 3}, {4, 1}, {2, 5}, {3, 4}, {5, 5}, {2, 3}, {4, 4}};
        assertThat(Pareto.ranks(costs)).containsExactly(0, 0, 0, 1, 1, 3, 0, 2);
        assertThat(Pareto.front(costs)).containsExactly(0, 1, 2, 6);
    }

    @Example
    void knownRanksOfThreeObjectives() {
        double[][] costs = {{1, 1, 1}, {0, 2, 2}, {1, 1, 2}, {1, 2, 1}, {2, 2, 2}, {0, 2, 2}, {0, 3, 1}};
        assertThat(Pareto.ranks(costs)).containsExactly(0, 0, 1, 1, 2, 0, 0);
    }

    @Example
    void zeroAndMinusZeroAreEqual() {
        assertThat(Pareto.ranks(new double[][] {{0.0, 1}, {-0.0, 1}, {-0.0, 0.0}, {0.0, -0.0}}))
                .containsExactly(1, 1, 0, 0);
        assertThat(Pareto.ranks(new double[][] {{0, 0.0, 1}, {1, -0.0, 1}, {2, -0.0, 0}}))
                .containsExactly(0, 1, 0);
    }

    @Example
    void noPointsAndOnePoint() {
        assertThat(Pareto.ranks(new double[0][])).isEmpty();
        assertThat(Pareto.front(new double[0][])).isEmpty();
        assertThat(Pareto.crowding(new double[0][])).isEmpty();
        assertThat(Pareto.ranks(new double[][] {{3, 4}})).containsExactly(0);
        assertThat(Pareto.crowding(new double[][] {{3, 4}})).containsExactly(INFINITY);
    }

    @Example
    void refusesWhatCantBeOrdered() {
        assertThatThrownBy(() -> Pareto.ranks(new double[][] {{1, Double.NaN}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> new Evaluated(Genome.of(1), List.of(INFINITY), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Evaluated(Genome.of(1), List.of(1.0), Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void feasibleBeforeInfeasibleBeforeFailed() {
        List<Evaluated> candidates = List.of(
                new Evaluated(Genome.of(0), List.of(9.0, 9.0), 0),
                Evaluated.failure(Genome.of(1)),
                new Evaluated(Genome.of(2), List.of(0.0, 0.0), 0.5),
                new Evaluated(Genome.of(3), List.of(1.0, 1.0), 0.1),
                new Evaluated(Genome.of(4), List.of(8.0, 9.0), 0),
                new Evaluated(Genome.of(5), List.of(2.0, 2.0), 0.1),
                Evaluated.failure(Genome.of(6)));
        assertThat(Pareto.ranks(candidates)).containsExactly(1, 5, 4, 2, 0, 3, 5);
        assertThat(Pareto.front(candidates)).containsExactly(4);
    }

    @Example
    void failuresAloneHaveNoFront() {
        List<Evaluated> failed = List.of(Evaluated.failure(Genome.of(0)), Evaluated.failure(Genome.of(1)));
        assertThat(Pareto.ranks(failed)).containsExactly(0, 0);
        assertThat(Pareto.front(failed)).isEmpty();
    }

    @Example
    void knownCrowding() {
        double[][] front = {{0, 10}, {1, 6}, {4, 4}, {4, 4}, {10, 0}};
        // (1, 6): (4 - 0) / 10 + (10 - 4) / 10; (4, 4): (10 - 1) / 10 + (6 - 0) / 10; its double adds nothing.
        assertThat(Pareto.crowding(front))
                .containsExactly(new double[] {INFINITY, 1.0, 1.5, 0, INFINITY}, within(1e-12));
    }

    @Example
    void anObjectiveThatIsEqualEverywhereDoesNotCount() {
        assertThat(Pareto.crowding(new double[][] {{0, 2, 7}, {1, 1, 7}, {2, 0, 7}}))
                .containsExactly(INFINITY, 2, INFINITY);
    }

    @Property(tries = 400)
    void ranksAgreeWithTheMoeaFramework(@ForAll("points") double[][] points) {
        assertThat(Pareto.ranks(points)).isEqualTo(Reference.ranks(points, new double[points.length]));
    }

    @Property(tries = 200)
    void constrainedRanksAgreeWithTheMoeaFramework(@ForAll("points") double[][] points, @ForAll Random random) {
        double[] violations =
                Arrays.stream(points).mapToDouble(p -> random.nextInt(3) / 2.0).toArray();
        assertThat(Pareto.ranks(candidates(points, violations))).isEqualTo(Reference.ranks(points, violations));
    }

    @Property(tries = 200)
    void theFrontIsRankZero(@ForAll("points") double[][] points) {
        int[] ranks = Pareto.ranks(points);
        assertThat(Pareto.front(points))
                .containsExactly(IntStream.range(0, ranks.length)
                        .filter(i -> ranks[i] == 0)
                        .toArray());
    }

    @Property(tries = 200)
    void ranksDoNotDependOnTheOrder(@ForAll("points") double[][] points, @ForAll Random random) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, points.length).boxed().toList());
        Collections.shuffle(order, random);
        int[] shuffled = Pareto.ranks(order.stream().map(i -> points[i]).toArray(double[][]::new));
        int[] ranks = Pareto.ranks(points);
        assertThat(shuffled)
                .containsExactly(order.stream().mapToInt(i -> ranks[i]).toArray());
    }

    /** Sorted first: the others break ties by the order in which points come. */
    @Property(tries = 1000)
    void crowdingAgreesWithTheMoeaFrameworkAndJMetal(@ForAll("fronts") double[][] points, @ForAll Random random) {
        double[][] sorted = Arrays.stream(Pareto.front(points))
                .mapToObj(i -> points[i])
                .sorted(Arrays::compare)
                .toArray(double[][]::new);
        assertSame(Pareto.crowding(sorted), Reference.crowding(sorted));
        double[][] distinct = IntStream.range(0, sorted.length)
                .filter(i -> i == 0 || !Arrays.equals(sorted[i - 1], sorted[i]))
                .mapToObj(i -> sorted[i])
                .toArray(double[][]::new);
        double[] expected = JMetalReference.crowding(distinct);
        assertSame(Pareto.crowding(distinct), expected);
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, distinct.length).boxed().toList());
        Collections.shuffle(order, random);
        assertSame(
                Pareto.crowding(order.stream().map(i -> distinct[i]).toArray(double[][]::new)),
                order.stream().mapToDouble(i -> expected[i]).toArray());
    }

    private static void assertSame(double[] crowding, double[] expected) {
        assertThat(crowding).hasSameSizeAs(expected);
        for (int i = 0; i < crowding.length; i++) {
            if (Double.isInfinite(expected[i])) {
                assertThat(crowding[i]).isInfinite();
            } else {
                assertThat(crowding[i]).isCloseTo(expected[i], within(1e-9));
            }
        }
    }

    @Property(tries = 200)
    void aFrontKeptUpToDateIsTheFrontOfAll(@ForAll("points") double[][] points, @ForAll Random random) {
        double[] violations =
                Arrays.stream(points).mapToDouble(p -> random.nextInt(2)).toArray();
        List<Evaluated> candidates = candidates(points, violations);
        ParetoFront front = ParetoFront.EMPTY;
        for (Evaluated candidate : candidates) {
            front = front.with(candidate);
        }
        assertThat(front.members())
                .isEqualTo(Arrays.stream(Pareto.front(candidates))
                        .mapToObj(candidates::get)
                        .toList());
    }

    @Example
    void aHundredThousandCandidatesOnOneFront() {
        int n = 100_000;
        double[][] line =
                IntStream.range(0, n).mapToObj(i -> new double[] {i, n - i}).toArray(double[][]::new);
        assertThat(Pareto.front(line)).hasSize(n);
        double[][] chain =
                IntStream.range(0, n).mapToObj(i -> new double[] {i, i}).toArray(double[][]::new);
        assertThat(Pareto.ranks(chain)).isEqualTo(IntStream.range(0, n).toArray());
        double[][] plane = new double[n][];
        for (int i = 0; i < n; i++) {
            int row = i / 316;
            int column = i % 316;
            plane[i] = new double[] {column, row, -column - row};
        }
        assertThat(Pareto.front(plane)).hasSize(n);
    }

    @Provide
    Arbitrary<double[][]> points() {
        return Reference.points(1, 5, 60);
    }

    @Provide
    Arbitrary<double[][]> fronts() {
        return Reference.points(2, 4, 60);
    }

    @Provide
    Arbitrary<Random> random() {
        return Arbitraries.randoms();
    }

    private static List<Evaluated> candidates(double[][] points, double[] violations) {
        return IntStream.range(0, points.length)
                .mapToObj(i -> new Evaluated(
                        Genome.of(i), Arrays.stream(points[i]).boxed().toList(), violations[i]))
                .toList();
    }
}
