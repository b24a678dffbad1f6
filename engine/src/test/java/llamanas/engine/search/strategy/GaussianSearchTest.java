package llamanas.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Strategy;
import llamanas.engine.search.pareto.Hypervolume;
import llamanas.engine.search.predict.Damages;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.Test;

/** LINAS by Gaussian processes: what it learns from failures, outliers and single changes, and what it begins with. */
class GaussianSearchTest {
    private static final int GENES = 12;
    private static final Genome FULL =
            Genome.of(IntStream.range(0, GENES).map(i -> 2).toArray());

    /** Damage of each gene below its last choice, which differs from gene to gene, against how much is left. */
    private final Grid grid = Grid.of(GENES, 3, 2, GaussianSearchTest::objectives)
            .withExact(1)
            .where(genome -> true, FULL, Genome.of(new int[GENES]));

    private static double[] objectives(double[] x) {
        double damage = 0;
        double size = 0;
        for (int i = 0; i < x.length; i++) {
            damage += (1 - x[i]) * (1 + (7 * i) % GENES) / 20;
            size += x[i];
        }
        return new double[] {damage * (1 + damage / 10), size};
    }

    private static List<Evaluated> run(Grid problem, Function<Genome, Evaluated> evaluate, Hints hints, int budget) {
        StrategySpec spec = Simulation.spec(StrategySpec.LINAS, 20, 2000);
        return Simulation.flat(Simulation.run(Strategies.create(spec, problem, 1, hints), evaluate, budget));
    }

    @Test
    void learnsWhereEvaluationsFail() {
        Function<Genome, Evaluated> failing =
                genome -> genome.get(3) == 0 || genome.get(7) == 1 ? Evaluated.failure(genome) : grid.evaluate(genome);
        List<Evaluated> told = run(grid, failing, Hints.NONE, 120);
        List<Evaluated> late = told.subList(50, told.size());
        assertThat(late.stream().filter(Evaluated::failed).count()).isLessThan(late.size() / 3);
    }

    @Test
    void oneOutlierEndsNothing() {
        Genome spoilt = Genome.of(new int[GENES]);
        Function<Genome, Evaluated> outlier = genome -> genome.equals(spoilt)
                ? new Evaluated(genome, List.of(1e155, grid.exactCosts(genome)[1]), 0)
                : grid.evaluate(genome);
        List<Evaluated> told = run(grid, outlier, Hints.NONE, 80);
        assertThat(told).hasSize(80);
        StrategySpec nsga2 = Simulation.spec(StrategySpec.NSGA2, 20, 1);
        assertThat(volume(told))
                .isGreaterThan(volume(Simulation.flat(Simulation.run(Strategies.create(nsga2, grid, 1), outlier, 80))));
    }

    /** What single changes cost tells nearly all: with them, far fewer evaluations do. */
    @Test
    void singleChangesAreWorthManyEvaluations() {
        Hints hints = damages();
        double informed = volume(run(grid, grid::evaluate, hints, 40));
        double blind = volume(run(grid, grid::evaluate, Hints.NONE, 40));
        assertThat(informed).isGreaterThan(blind);
    }

    /** Nothing is drawn by chance where damages tell from the start which networks are good. */
    @Test
    void aSmallBudgetGoesToWhatDamagesTellIsGood() {
        StrategySpec spec = Simulation.spec(StrategySpec.LINAS, 20, 2000);
        int budget = 20;
        Strategy informed = Strategies.create(spec, grid, 1, damages());
        List<Genome> beginning = informed.ask(budget);
        List<Genome> blind = Strategies.create(spec, grid, 1).ask(budget);
        assertThat(beginning).hasSize(informed.beginning(budget).affordable()).containsAll(grid.initial());
        List<Evaluated> told =
                new ArrayList<>(beginning.stream().map(grid::evaluate).toList());
        informed.tell(told);
        informed.ask(budget - beginning.size()).forEach(genome -> told.add(grid.evaluate(genome)));
        assertThat(told).hasSizeLessThan(blind.size());
        assertThat(volume(told))
                .isGreaterThan(volume(blind.stream().map(grid::evaluate).toList()));
    }

    @Test
    void beginsWithWhatAnybodyWouldTry() {
        List<Genome> asked = Strategies.create(Simulation.spec(StrategySpec.NSGA2, 20, 1), grid, 1)
                .ask(100);
        int[] half = IntStream.range(0, GENES).map(i -> 1).toArray();
        assertThat(asked.get(0)).isEqualTo(FULL);
        assertThat(asked).contains(Genome.of(half), Genome.of(new int[GENES]));
    }

    @Test
    void obviousNetworksTakeAFifthOfTheBudgetAtMost() {
        List<Genome> obvious = ObviousNetworks.of(grid, FULL, Optional.empty(), 1);
        List<Genome> asked = Strategies.create(Simulation.spec(StrategySpec.RANDOM, 10, 1), grid, 1)
                .ask(10);
        // All at 0, which the grid calls its first choice, leaves nothing of a network.
        assertThat(obvious).hasSize(1).doesNotContain(FULL);
        assertThat(asked.stream().filter(obvious::contains).count()).isLessThanOrEqualTo(1);
    }

    @Test
    void improvementIsWhatItAddsToTheHypervolume() {
        List<Evaluated> front = List.of(point(0, 1), point(1, 0));
        List<Evaluated> candidates = List.of(point(0.5, 0.5), point(0.9, 0.9));
        double[] none = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        List<Improvement.Scale> scales = List.of(Improvement.Scale.PLAIN, Improvement.Scale.PLAIN);
        Improvement plain = Improvement.of(front, candidates, none, scales);
        assertThat(plain.gain(List.of(0.5, 0.5))).isCloseTo(0.25, within(1e-12));
        plain.add(List.of(0.5, 0.5));
        assertThat(plain.gain(List.of(0.9, 0.9))).isZero();
        double[] limits = {0.4, Double.POSITIVE_INFINITY};
        Improvement limited = Improvement.of(front, candidates, limits, scales);
        assertThat(limited.gain(List.of(0.5, 0.5))).isZero();
        // Both are within what nobody can tell from the best.
        List<Evaluated> near = List.of(point(0.05, 0.9), point(1, 0));
        List<Evaluated> better = List.of(point(0, 0.95));
        assertThat(Improvement.of(near, better, none, scales).gain(List.of(0.0, 0.95)))
                .isPositive();
        List<Improvement.Scale> coarse = List.of(new Improvement.Scale(0, 0.1), Improvement.Scale.PLAIN);
        assertThat(Improvement.of(near, better, none, coarse).gain(List.of(0.0, 0.95)))
                .isZero();
    }

    /** Of all single changes of the full network. */
    private Hints damages() {
        Map<Genome, Double> single = new HashMap<>();
        for (int gene = 0; gene < GENES; gene++) {
            for (int choice = 0; choice < 2; choice++) {
                int[] values = FULL.toArray();
                values[gene] = choice;
                Genome changed = Genome.of(values);
                single.put(changed, grid.measure(changed)[0]);
            }
        }
        return Hints.NONE.with(Damages.of(FULL, single));
    }

    private static Evaluated point(double a, double b) {
        return new Evaluated(Genome.of(0), List.of(a, b), 0);
    }

    private static double volume(List<Evaluated> told) {
        double[][] points = told.stream()
                .filter(Evaluated::feasible)
                .map(c -> c.costs().stream().mapToDouble(v -> v).toArray())
                .toArray(double[][]::new);
        return Hypervolume.of(points, new double[] {6, GENES + 1});
    }
}
