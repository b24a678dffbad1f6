package llamanas.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Problem;
import llamanas.engine.search.WeightedSum;
import llamanas.engine.search.pareto.ParetoFront;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the additive strategy and the reinforcement-learning controller do of their own. */
class LearnedStrategiesTest {
    private final Networks networks = Networks.of(16, List.of());
    private final List<Double> full = networks.problem()
            .costs(
                    Architecture.full(networks.problem().space().shape()),
                    Map.of(
                            "t.nats_per_token",
                            networks.nats(
                                    Architecture.full(networks.problem().space().shape()))))
            .orElseThrow();

    @Test
    void additiveMeasuresSingleChangesRightAfterTheObvious() {
        Problem problem = networks.problem();
        Genome base = problem.initial().get(0);
        List<Genome> first = Simulation.create(Simulation.spec(StrategySpec.ADDITIVE, 40, 1), problem, 1)
                .ask(40);
        List<Genome> single = IntStream.range(0, base.size())
                .boxed()
                .flatMap(gene -> IntStream.range(0, 4).mapToObj(choice -> changed(base, gene, choice)))
                .map(problem.space()::canonical)
                .toList();
        assertThat(first.subList(0, 2)).isEqualTo(problem.initial());
        int obvious = 40 / 5;
        assertThat(single).containsAll(first.subList(obvious, 40));
    }

    private static Genome changed(Genome base, int gene, int choice) {
        int[] values = base.toArray();
        values[gene] = gene == 0 ? Math.min(choice, 2) : choice;
        return Genome.of(values);
    }

    /** Damages of the made-up networks do add up, so that the first solutions are the best there are. */
    @Test
    void additiveIsAheadOfNsga2AndTheControllerOfRandom() {
        double additive = hypervolume(StrategySpec.ADDITIVE, 120);
        double nsga2 = hypervolume(StrategySpec.NSGA2, 120);
        assertThat(additive).isGreaterThan(nsga2 + 0.01);
        assertThat(hypervolume(StrategySpec.REINFORCE, 250))
                .isGreaterThan(hypervolume(StrategySpec.RANDOM, 250) + 0.01);
    }

    /**
     * By the sum, LINAS knows parameters exactly: it has to find a better sum than random search with as many, which begins with the
     * obvious networks as well.
     */
    @Test
    void aSumIsSearchedForByItsParts() {
        List<Double> weights = List.of(1.0, 0.6);
        double linas = bestSum(StrategySpec.LINAS, weights);
        assertThat(linas).isLessThan(bestSum(StrategySpec.RANDOM, weights) - 0.02);
        assertThat(bestSum(StrategySpec.ADDITIVE, weights)).isCloseTo(linas, within(0.02));
    }

    @Test
    void policiesFollowTheirGradients() {
        PreferencePolicies policies = new PreferencePolicies(2, new int[] {3});
        assertThat(policies.probabilities(0)[0]).containsOnly(1 / 3.0);
        policies.step(new double[][][] {{{1, 0, 0}}, {{0, 0, 1}}}, 4);
        assertThat(policies.probabilities(0)[0][0]).isGreaterThan(0.8);
        assertThat(policies.probabilities(1)[0][2]).isGreaterThan(0.8);
        Randomness random = Randomness.of(1, 0);
        long firsts = IntStream.range(0, 1000)
                .filter(i -> policies.draw(0, random).get(0) == 0)
                .count();
        assertThat(firsts / 1000.0).isCloseTo(policies.probabilities(0)[0][0], within(0.04));
    }

    @Test
    void failuresAndViolationsGetTheWorstReward() {
        List<Evaluated> known = IntStream.range(0, 10)
                .mapToObj(i -> new Evaluated(Genome.of(i), List.of((double) i, 9.0 - i), 0))
                .toList();
        PreferenceRewards rewards = new PreferenceRewards(known, 2);
        double[] first = {1, 0};
        double[] values = known.stream().mapToDouble(c -> rewards.of(c, first)).toArray();
        assertThat(values[0]).isEqualTo(0);
        assertThat(Arrays.stream(values).boxed().toList()).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(rewards.of(Evaluated.failure(Genome.of(1)), first)).isEqualTo(-1);
        assertThat(rewards.of(new Evaluated(Genome.of(1), List.of(0.0, 0.0), 0.1), first))
                .isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reinforce | learning-rate  | 0    | a number from 1.0E-6 to 1000.0: step of the policy's logits",
                "reinforce | entropy        | -1   | a number from 0.0 to 100.0: reward of the policy's entropy",
                "reinforce | baseline-decay | 1.5  | a number from 0.0 to 1.0: share of the old baseline",
                "additive  | probes         | 2.5  | a whole number from 0 to 100000: single changes"
            })
    void optionsOutOfRangeAreRefused(String name, String option, double value, String expected) {
        StrategySpec spec = new StrategySpec(name, 10, 0.9, 0, 100, "auto", List.of(), Map.of(option, value));
        assertThatThrownBy(() -> Strategies.create(spec, networks.problem(), 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("strategy." + option + ": found ")
                .hasMessageContaining(", expected " + expected);
    }

    private List<Evaluated> run(StrategySpec spec, int budget) {
        return Simulation.flat(
                Simulation.run(Simulation.create(spec, networks.problem(), 7), networks::evaluate, budget));
    }

    private double hypervolume(String name, int budget) {
        ParetoFront front = ParetoFront.EMPTY;
        for (Evaluated candidate : run(Simulation.spec(name, 30, 2000), budget)) {
            front = front.with(candidate);
        }
        return front.hypervolume(full);
    }

    private double bestSum(String name, List<Double> weights) {
        return run(Simulation.weighted(name, 25, 2000, weights.toArray(Double[]::new)), 125).stream()
                .mapToDouble(c -> WeightedSum.of(weights, c.costs(), full))
                .min()
                .orElseThrow();
    }
}
