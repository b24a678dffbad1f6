package llamanas.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.engine.app.FakeEvaluator;
import llamanas.engine.search.Strategy;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.Gates;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Gene;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.Test;

class GradientStrategyTest {
    private static final StrategySpec SPEC = Simulation.spec(StrategySpec.GRADIENT, 8, 50);

    private final Grid grid = Grid.of(6, 3, 2, x -> new double[] {x[0], 1 - x[0]});

    /** Points whose genes take one choice with the given probability, and the others evenly. */
    private Gates gates(double probability, int... chosen) {
        List<Gates.Point> points = new ArrayList<>();
        for (int choice : chosen) {
            List<Double> gene = IntStream.range(0, 3)
                    .mapToObj(c -> c == choice ? probability : (1 - probability) / 2)
                    .toList();
            points.add(new Gates.Point(1 + points.size(), 2, 0.5, 0.5, List.of(gene, gene, gene, gene, gene, gene)));
        }
        return new Gates(grid.space().genes(), points, FakeEvaluator.PREPARATION.provenance());
    }

    @Test
    void theMostProbableOfEachPointComesFirst() {
        Strategy strategy = Strategies.create(SPEC, grid, 1, new Hints(gates(0.6, 2, 1, 0), null));
        assertThat(strategy.ask(8).subList(0, 3))
                .containsExactly(Genome.of(2, 2, 2, 2, 2, 2), Genome.of(1, 1, 1, 1, 1, 1), Genome.of(0, 0, 0, 0, 0, 0));
    }

    @Test
    void certainGatesAreHeatedUntilTheSpaceIsExhausted() {
        Strategy strategy = Strategies.create(SPEC, grid, 1, new Hints(gates(1, 2), null));
        assertThat(Simulation.genomes(Simulation.run(strategy, grid::evaluate, 1000)))
                .hasSize(729)
                .doesNotHaveDuplicates();
    }

    @Test
    void drawsFollowTheDistributionAndMixTwoPointsInBetween() {
        GateDistributions distributions = new GateDistributions(gates(0.8, 2, 0).points());
        Randomness random = Randomness.of(3, 0);
        // Of 6 x 4000 draws, four standard errors are at most 0.013.
        assertThat(share(distributions, 0, 1, 2, random)).isBetween(0.787, 0.813);
        assertThat(share(distributions, 1, 1, 0, random)).isBetween(0.787, 0.813);
        // Half way, 0.8 and 0.1 become sqrt(0.08) each beside 0.1: 0.425, 0.15 and 0.425.
        assertThat(share(distributions, 0.5, 1, 1, random)).isBetween(0.137, 0.163);
        // At temperature 2: sqrt(0.8) beside two sqrt(0.1).
        assertThat(share(distributions, 0, 2, 2, random)).isBetween(0.573, 0.599);
    }

    private static double share(
            GateDistributions distributions, double position, double temperature, int choice, Randomness random) {
        return IntStream.range(0, 4000)
                .mapToObj(i -> distributions.draw(position, temperature, random))
                .flatMapToInt(genome -> IntStream.of(genome.toArray()))
                .mapToDouble(value -> value == choice ? 1 : 0)
                .average()
                .orElseThrow();
    }

    @Test
    void whatIsMissingIsSaidWhenItIsAsked() {
        Strategy strategy = Strategies.create(SPEC, grid, 1);
        assertThatThrownBy(() -> strategy.ask(8))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("llama-nas gates");
    }

    @Test
    void gatesThatDoNotFitAreRefused() {
        Gates good = gates(0.6, 2);
        Gene wider = new Gene("x0", List.of("0", "1", "2", "3"));
        List<Gene> genes = new ArrayList<>(good.genes());
        genes.set(0, wider);
        refused(new Gates(genes, good.points(), good.provenance()), "for other genes");
        refused(new Gates(good.genes(), List.of(), good.provenance()), "no points");
        Gates.Point point = good.points().get(0);
        List<List<Double>> unsound = new ArrayList<>(point.probabilities());
        unsound.set(4, List.of(0.5, 0.2, 0.2));
        Gates.Point bad = new Gates.Point(1, 2, 0.5, 0.5, unsound);
        refused(new Gates(good.genes(), List.of(point, bad), good.provenance()), "point 1, gene x4");
    }

    private void refused(Gates gates, String why) {
        assertThatThrownBy(() -> Strategies.create(SPEC, grid, 1, new Hints(gates, null)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(why);
    }
}
