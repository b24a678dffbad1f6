package llamanas.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Problem;
import llamanas.engine.search.pareto.Hypervolume;
import llamanas.engine.search.pareto.Pareto;
import llamanas.engine.search.race.Estimate;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.Test;

/**
 * Our NSGA-II and NSGA-III against those of jMetal and the MOEA Framework: the same crossover and mutation, population and
 * number of evaluations, several seeds; all that was evaluated counts. Ours must be no worse within the 95 % confidence
 * interval of the difference. It has two advantages of its own: the first population is spread from small to large, and nothing
 * is evaluated twice.
 */
class RivalsTest {
    private static final int SEEDS = 8;
    /** The others want a multiple of four. */
    private static final int POPULATION = 52;

    @Test
    void nsga3IsNoWorseThanJMetalsOnDtlz2() {
        int divisions = 12;
        int population = 92;
        int generations = 20;
        Grid grid = Grid.of(12, 33, 3, KnownFrontsTest::dtlz2);
        StrategySpec spec = Simulation.spec(StrategySpec.NSGA3, population, 0);
        assertNoWorse(
                "inverted generational distance on DTLZ2",
                seed -> Simulation.flat(
                        Simulation.run(Strategies.create(spec, grid, seed), grid::evaluate, population * generations)),
                seed -> JMetalRivals.nsga3(grid, grid::evaluate, divisions, generations, seed),
                evaluated -> -distanceFromSphere(evaluated, ReferenceDirections.of(3, divisions)));
    }

    @Test
    void nsga2IsNoWorseThanTheirsOnAGridOfZdt1() {
        int evaluations = 20 * POPULATION;
        Grid grid = Grid.of(20, 17, 2, KnownFrontsTest::zdt1);
        double[] reference = {1.1, 6};
        ToDoubleFunction<List<Evaluated>> volume = all -> Hypervolume.of(Pareto.costs(all), reference);
        LongFunction<List<Evaluated>> ours = seed -> nsga2(grid, grid::evaluate, evaluations, seed);
        assertNoWorse(
                "hypervolume on ZDT1, jMetal",
                ours,
                seed -> JMetalRivals.nsga2(grid, grid::evaluate, POPULATION, evaluations, seed),
                volume);
        assertNoWorse(
                "hypervolume on ZDT1, MOEA Framework",
                ours,
                seed -> MoeaFrameworkRival.nsga2(grid, grid::evaluate, POPULATION, evaluations, seed),
                volume);
    }

    @Test
    void nsga2IsNoWorseThanTheirsOnNetworks() {
        int evaluations = 10 * POPULATION;
        Networks networks = Networks.of(16, List.of());
        Architecture full = Architecture.full(networks.problem().space().shape());
        List<Double> costs = networks.problem()
                .costs(full, Map.of("t.nats_per_token", networks.nats(full)))
                .orElseThrow();
        ToDoubleFunction<List<Evaluated>> volume = all -> Hypervolume.relative(all, costs);
        LongFunction<List<Evaluated>> ours = seed -> nsga2(networks.problem(), networks::evaluate, evaluations, seed);
        assertNoWorse(
                "hypervolume of networks, jMetal",
                ours,
                seed -> JMetalRivals.nsga2(networks.problem(), networks::evaluate, POPULATION, evaluations, seed),
                volume);
        assertNoWorse(
                "hypervolume of networks, MOEA Framework",
                ours,
                seed -> MoeaFrameworkRival.nsga2(networks.problem(), networks::evaluate, POPULATION, evaluations, seed),
                volume);
    }

    private static List<Evaluated> nsga2(
            Problem problem, Function<Genome, Evaluated> measure, int evaluations, long seed) {
        StrategySpec spec = Simulation.spec(StrategySpec.NSGA2, POPULATION, 0);
        return Simulation.flat(Simulation.run(Strategies.create(spec, problem, seed), measure, evaluations));
    }

    /** By a quality of which more is better. */
    private static void assertNoWorse(
            String what,
            LongFunction<List<Evaluated>> ours,
            LongFunction<List<Evaluated>> theirs,
            ToDoubleFunction<List<Evaluated>> quality) {
        List<Double> gains = LongStream.range(0, SEEDS)
                .mapToObj(seed -> {
                    List<Evaluated> a = ours.apply(seed);
                    List<Evaluated> b = theirs.apply(seed);
                    assertThat(b).as(what + ": evaluations").hasSameSizeAs(a);
                    return quality.applyAsDouble(a) - quality.applyAsDouble(b);
                })
                .toList();
        Estimate gain = Estimate.of(gains);
        System.out.printf("%s: ours - theirs = %.5f (%.5f to %.5f)%n", what, gain.mean(), gain.low(), gain.high());
        assertThat(gain.high()).as(what + ": " + gains).isNotNegative();
    }

    /** Mean distance of the true front's points in some directions to the nearest that was found. */
    private static double distanceFromSphere(List<Evaluated> evaluated, double[][] directions) {
        double[][] costs = Pareto.costs(evaluated);
        return Arrays.stream(directions)
                .mapToDouble(direction -> {
                    double length =
                            Math.sqrt(Arrays.stream(direction).map(d -> d * d).sum());
                    return Arrays.stream(costs)
                            .mapToDouble(point -> distance(point, direction, length))
                            .min()
                            .orElseThrow();
                })
                .average()
                .orElseThrow();
    }

    private static double distance(double[] point, double[] direction, double length) {
        double squared = 0;
        for (int k = 0; k < point.length; k++) {
            double off = point[k] - direction[k] / length;
            squared += off * off;
        }
        return Math.sqrt(squared);
    }
}
