package llamanas.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Problem;
import llamanas.engine.search.Strategy;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every strategy of {@link llamanas.protocol.search.StrategySpec#NAMES} promises, by the front and by a weighted sum. */
class StrategyContractTest {
    private static final long SEED = 42;
    private static final int POPULATION = 12;
    private static final int BUDGET = 60;

    /** The run of each case that several tests look at. */
    private static final Map<String, List<List<Evaluated>>> RUNS = new ConcurrentHashMap<>();

    @SuppressWarnings("unused") // read by name
    private static final List<String> NAMES = Simulation.NAMES;

    /** A strategy on a problem with equal architectures, exact constraints and failures. */
    record Case(
            String strategy,
            String problem,
            Problem problemToSolve,
            Function<Genome, Evaluated> evaluate,
            List<Double> weights) {
        Case(
                String strategy,
                String problem,
                Problem problemToSolve,
                Function<Genome, Evaluated> evaluate,
                Double... weights) {
            this(strategy, problem, problemToSolve, evaluate, List.of(weights));
        }

        Strategy create(long seed) {
            return Simulation.create(
                    Simulation.weighted(strategy, POPULATION, 400, weights.toArray(Double[]::new)),
                    problemToSolve,
                    seed);
        }

        List<List<Evaluated>> run(long seed, int budget) {
            return Simulation.run(create(seed), evaluate, budget);
        }

        /** With the seed and budget of all; computed once. */
        List<List<Evaluated>> run() {
            return RUNS.computeIfAbsent(toString(), name -> run(SEED, BUDGET));
        }

        @Override
        public String toString() {
            return strategy + " on " + problem + (weights.isEmpty() ? "" : " by a sum");
        }
    }

    static Stream<Case> cases() {
        return Simulation.NAMES.stream().flatMap(name -> {
            Grid grid = Grid.of(12, 5, 2, StrategyContractTest::opposed);
            Grid tight = grid.where(g -> Arrays.stream(g.toArray()).sum() <= 6, Genome.of(new int[12]));
            Grid three = Grid.of(9, 3, 3, x -> new double[] {x[0] + x[1], 1 - x[0] + x[2], 2 - x[1] - x[2] + x[8]});
            Networks free = Networks.of(8, List.of());
            Networks bounded = Networks.of(8, List.of(new Constraint("parameters", 60_000.0, 75_000.0)));
            Networks measured = Networks.of(8, List.of(new Constraint("t.nats_per_token", null, 3.0)));
            return Stream.of(
                    new Case(name, "a grid", grid, grid::evaluate),
                    new Case(name, "a grid with an exact objective", grid.withExact(0), grid::evaluate),
                    new Case(name, "a tightly constrained grid", tight, tight::evaluate),
                    new Case(name, "three objectives", three, three::evaluate),
                    new Case(name, "a grid with failures", grid, g -> failing(g, grid.evaluate(g))),
                    new Case(name, "a grid where all fails", grid, Evaluated::failure),
                    new Case(name, "networks", free.problem(), free::evaluate),
                    new Case(name, "networks in a band of sizes", bounded.problem(), bounded::evaluate),
                    new Case(name, "networks with a measured constraint", measured.problem(), measured::evaluate),
                    new Case(name, "networks without a finite loss", free.problem(), g -> nan(free, g)),
                    new Case(name, "a grid with failures", grid, g -> failing(g, grid.evaluate(g)), 1.0, 0.5),
                    new Case(name, "a grid where all fails", grid, Evaluated::failure, 1.0, 1.0),
                    new Case(name, "three objectives", three, three::evaluate, 1.0, 0.0, 2.0),
                    new Case(name, "networks", free.problem(), free::evaluate, 1.0, 0.3),
                    new Case(name, "networks in a band of sizes", bounded.problem(), bounded::evaluate, 1.0, 0.3),
                    new Case(
                            name,
                            "networks with a measured constraint",
                            measured.problem(),
                            measured::evaluate,
                            0.1,
                            1.0));
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void asksForTheSameWithTheSameSeedAndForOthersWithAnother(Case c) {
        List<Genome> first = Simulation.genomes(c.run());
        assertThat(Simulation.genomes(c.run(SEED, BUDGET))).isEqualTo(first);
        // Obvious networks, single changes and solutions of their damages: nothing of it is drawn by chance.
        if (!c.strategy().equals(StrategySpec.ADDITIVE)) {
            assertThat(Simulation.genomes(c.run(SEED + 1, BUDGET))).isNotEqualTo(first);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void spendsTheBudgetExactlyOnDistinctCanonicalFeasibleGenomes(Case c) {
        List<List<Evaluated>> generations = c.run();
        List<Genome> asked = Simulation.genomes(generations);
        assertThat(asked).hasSize(BUDGET).doesNotHaveDuplicates();
        assertThat(asked).allSatisfy(genome -> {
            assertThat(c.problemToSolve().space().canonical(genome)).isEqualTo(genome);
            assertThat(c.problemToSolve().feasible(genome)).isTrue();
        });
        assertThat(generations.get(0)).hasSize(POPULATION);
        assertThat(generations).extracting(List::size).allMatch(size -> size <= POPULATION);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void startsWithTheInitialGenomes(Case c) {
        List<Genome> initial = c.problemToSolve().initial();
        assertThat(c.create(SEED).ask(100).subList(0, initial.size())).isEqualTo(initial);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void carriesOnFromToldGenerationsAsIfNothingHadHappened(Case c) {
        List<List<Evaluated>> generations = c.run();
        int left = BUDGET;
        for (int crash = 0; crash < generations.size(); crash++) {
            Strategy revived = c.create(SEED);
            generations.subList(0, crash).forEach(revived::tell);
            List<Genome> expected =
                    generations.get(crash).stream().map(Evaluated::genome).toList();
            assertThat(revived.ask(left)).isEqualTo(expected);
            assertThat(revived.ask(left)).as("asked again").isEqualTo(expected);
            left -= expected.size();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void asksForNoMoreThanTheLimit(Case c) {
        assertThat(c.create(SEED).ask(5)).hasSize(5);
        assertThat(c.create(SEED).ask(1)).hasSize(1);
        assertThat(c.create(SEED).ask(0)).isEmpty();
        assertThat(c.create(SEED).ask(1000)).hasSize(POPULATION);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void doesNotProposeWhatWasToldWithoutBeingAsked(Case c) {
        List<Genome> would = c.create(SEED).ask(POPULATION);
        Strategy strategy = c.create(SEED);
        strategy.tell(List.of(c.evaluate().apply(would.get(0))));
        assertThat(strategy.ask(POPULATION)).hasSize(POPULATION).doesNotContain(would.get(0));
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void exhaustsATinySpaceToTheLastGenome(String name) {
        Grid tiny = Grid.of(4, 3, 2, StrategyContractTest::opposed);
        Strategy strategy = Simulation.create(Simulation.spec(name, 7, 50), tiny, SEED);
        assertThat(Simulation.genomes(Simulation.run(strategy, tiny::evaluate, 1000)))
                .hasSize(81)
                .doesNotHaveDuplicates();
        assertThat(strategy.ask(7)).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void exhaustsAConstrainedSpaceOfEqualGenomes(String name) {
        // 12 genes of 2 choices; 12 of the 4096 genomes have exactly one 1, and one of those is known.
        Grid ones = Grid.of(12, 2, 2, StrategyContractTest::opposed);
        Genome start = Genome.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
        Grid single = ones.where(g -> Arrays.stream(g.toArray()).sum() == 1, start);
        Strategy strategy = Simulation.create(Simulation.spec(name, 5, 50), single, SEED);
        assertThat(Simulation.genomes(Simulation.run(strategy, single::evaluate, 1000)))
                .hasSize(12)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void proposesNothingWhereNothingIsFeasible(String name) {
        Grid none = Grid.of(6, 3, 2, StrategyContractTest::opposed).where(genome -> false);
        assertThat(Simulation.create(Simulation.spec(name, 5, 50), none, SEED).ask(5))
                .isEmpty();
    }

    @Test
    void seedsMatterInEveryBit() {
        long[] seeds = {0, 1, -1, 1L << 32, 1L << 63};
        assertThat(Arrays.stream(seeds)
                        .mapToObj(s -> Randomness.of(s, 0).nextLong())
                        .distinct())
                .hasSize(5);
        assertThat(Stream.iterate(0L, g -> g + 1)
                        .limit(1000)
                        .map(g -> Randomness.of(7, g).nextLong())
                        .distinct())
                .hasSize(1000);
    }

    private static double[] opposed(double[] x) {
        double sum = Arrays.stream(x).sum();
        return new double[] {sum, x.length - sum + x[0] * 0.5 + x[1] * x[2]};
    }

    private static Evaluated nan(Networks networks, Genome genome) {
        return networks.problem().evaluated(genome, Map.of("t.nats_per_token", Double.NaN));
    }

    private static Evaluated failing(Genome genome, Evaluated evaluated) {
        return genome.hashCode() % 3 == 0 ? Evaluated.failure(genome) : evaluated;
    }
}
