package llamanas.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.pareto.Hypervolume;
import llamanas.engine.search.pareto.Pareto;
import llamanas.protocol.search.StrategySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * NSGA-II on problems whose Pareto sets are known, with every variable on an integer grid. The best front of the grid has all
 * distance variables at their optimum, so that its hypervolume can be computed by going through the others.
 */
class KnownFrontsTest {
    private static final int CHOICES = 33;

    /**
     * A problem with its best hypervolume on the grid.
     *
     * @param optimum value of the distance variables on the front
     * @param positions variables that move along the front
     * @param share of the best hypervolume that has to be reached
     */
    record Known(
            String name,
            int genes,
            int objectives,
            Function<double[], double[]> function,
            double optimum,
            int positions,
            double reference,
            double share) {
        double bestHypervolume() {
            int points = (int) Math.pow(CHOICES, positions);
            double[][] front = IntStream.range(0, points)
                    .mapToObj(index -> {
                        double[] x = new double[genes];
                        Arrays.fill(x, optimum);
                        for (int i = 0, rest = index; i < positions; i++, rest /= CHOICES) {
                            x[i] = rest % CHOICES / (CHOICES - 1.0);
                        }
                        return function.apply(x);
                    })
                    .toArray(double[][]::new);
            return Hypervolume.of(front, referencePoint());
        }

        double[] referencePoint() {
            double[] point = new double[objectives];
            Arrays.fill(point, reference);
            return point;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Known> problems() {
        return Stream.of(
                new Known("ZDT1", 20, 2, KnownFrontsTest::zdt1, 0, 1, 1.1, 0.98),
                new Known("ZDT2", 20, 2, x -> zdt(x, (f, g) -> 1 - f / g * (f / g)), 0, 1, 1.1, 0.97),
                new Known(
                        "ZDT3",
                        20,
                        2,
                        x -> zdt(x, (f, g) -> 1 - Math.sqrt(f / g) - f / g * Math.sin(10 * Math.PI * f)),
                        0,
                        1,
                        1.1,
                        0.98),
                new Known("DTLZ2", 10, 3, KnownFrontsTest::dtlz2, 0.5, 2, 1.1, 0.90));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void nsga2ReachesMostOfTheHypervolume(Known known) {
        Grid grid = Grid.of(known.genes(), CHOICES, known.objectives(), known.function());
        StrategySpec spec = Simulation.spec(StrategySpec.NSGA2, 60, 0);
        List<Evaluated> found = Simulation.flat(Simulation.run(Strategies.create(spec, grid, 5), grid::evaluate, 6000));
        double reached = Hypervolume.of(Pareto.costs(found), known.referencePoint()) / known.bestHypervolume();
        assertThat(reached).isBetween(known.share(), 1.0 + 1e-12);
    }

    private interface Shape {
        double of(double f, double g);
    }

    static double[] zdt1(double[] x) {
        return zdt(x, (f, g) -> 1 - Math.sqrt(f / g));
    }

    private static double[] zdt(double[] x, Shape shape) {
        double g = 1 + 9 * Arrays.stream(x).skip(1).sum() / (x.length - 1);
        return new double[] {x[0], g * shape.of(x[0], g)};
    }

    static double[] dtlz2(double[] x) {
        double g = Arrays.stream(x).skip(2).map(v -> (v - 0.5) * (v - 0.5)).sum();
        double a = x[0] * Math.PI / 2;
        double b = x[1] * Math.PI / 2;
        return new double[] {
            (1 + g) * Math.cos(a) * Math.cos(b), (1 + g) * Math.cos(a) * Math.sin(b), (1 + g) * Math.sin(a)
        };
    }
}
