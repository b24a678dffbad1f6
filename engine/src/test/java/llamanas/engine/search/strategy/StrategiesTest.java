package llamanas.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.PredictorQuality;
import llamanas.engine.search.Strategy;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrategiesTest {
    private final Grid grid = Grid.of(40, 4, 2, x -> new double[] {x[0], 1 - x[0] + x[1]});

    @Test
    void anUnknownNameIsAnsweredWithTheKnownOnes() {
        assertThatThrownBy(() -> Strategies.create(Simulation.spec("linus", 10, 100), grid, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("strategy.name: 'linus' is not a strategy; known are "
                        + StrategySpec.NAMES.stream().sorted().collect(Collectors.joining(", ")));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.9, 0, 100, strategy.population: 0 is out of range; expected at least 1",
        "10, 1.5, 0, 100, strategy.crossover: 1.5 is out of range; expected 0 to 1",
        "10, 0.9, -1, 100, strategy.mutation: -1 is out of range; expected 0 to 1",
        "10, 0.9, 0, 9, strategy.predictions: 9 is out of range; expected at least 10"
    })
    void settingsOutOfRangeAreRefused(
            int population, double crossover, double mutation, int predictions, String message) {
        StrategySpec spec = new StrategySpec("linas", population, crossover, mutation, predictions);
        assertThatThrownBy(() -> Strategies.create(spec, grid, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1         | found 1 weights, expected 2, one for each objective",
                "1, -1     | found [1.0, -1.0], expected numbers from 0 on, one above 0 at least",
                "0, 0      | found [0.0, 0.0], expected numbers from 0 on, one above 0 at least",
                "1, NaN    | found [1.0, NaN], expected numbers from 0 on, one above 0 at least"
            })
    void weightsThatAreNoneAreRefused(String weights, String message) {
        Double[] values = Stream.of(weights.split(", ")).map(Double::valueOf).toArray(Double[]::new);
        assertThatThrownBy(() -> Strategies.create(Simulation.weighted("nsga2", 10, 100, values), grid, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("strategy.weights: " + message);
    }

    @Test
    void anOptionThatTheStrategyDoesNotHaveIsRefused() {
        StrategySpec spec = new StrategySpec("random", 10, 0.9, 0, 100, "auto", List.of(), Map.of("entropy", 1.0));
        assertThatThrownBy(() -> Strategies.create(spec, grid, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("strategy.entropy: random has no such option; it has none");
    }

    /** The fault of the public LINAS code: a mutation probability of 1 / n once for the whole genome. */
    @Test
    void mutationIsDrawnForEachGene() {
        Genes genes = new Genes(grid.space());
        Randomness random = Randomness.of(1, 0);
        Genome start = Genome.of(new int[40]);
        int children = 4000;
        int[] changedGenes = IntStream.range(0, children)
                .map(i -> differences(start, genes.mutate(start, 1 / 40.0, random)))
                .toArray();
        // Binomial(40, 1/40): mean 1, and 36.3 % stay as they are; four standard errors are 0.063 and 3.1 %.
        assertThat(IntStream.of(changedGenes).average().orElse(0)).isBetween(0.93, 1.07);
        assertThat(IntStream.of(changedGenes).filter(c -> c == 0).count()).isBetween(1300L, 1600L);
        assertThat(IntStream.of(changedGenes).max().orElse(0)).isGreaterThan(3);
    }

    @Test
    void theFirstPopulationSpreadsFromSmallToLarge() {
        List<Genome> first =
                Strategies.create(Simulation.spec("nsga2", 20, 100), grid, 3).ask(20);
        double[] levels = first.stream()
                .mapToDouble(g -> IntStream.of(g.toArray()).sum() / 120.0)
                .sorted()
                .toArray();
        for (int i = 0; i < levels.length; i++) {
            assertThat(levels[i]).isBetween((i - 4) / 20.0, (i + 5) / 20.0);
        }
    }

    @Test
    void linasTellsHowWellItPredictedEachGeneration() {
        Networks networks = Networks.of(12, List.of());
        Strategy linas = Strategies.create(Simulation.spec("linas", 25, 2000), networks.problem(), 4);
        List<List<Evaluated>> generations = Simulation.run(linas, networks::evaluate, 100);
        List<PredictorQuality> quality = linas.predictorQuality();
        assertThat(quality)
                .extracting(PredictorQuality::generation)
                .containsExactlyElementsOf(
                        IntStream.range(1, generations.size()).boxed().toList());
        assertThat(quality).extracting(PredictorQuality::objective).containsOnly(0);
        assertThat(quality).allSatisfy(q -> assertThat(q.samples())
                .isEqualTo(generations.get(q.generation()).size()));
        assertThat(quality).filteredOn(q -> q.trained() >= 40).allSatisfy(q -> {
            assertThat(q.tau()).isBetween(0.6, 1.0);
            assertThat(q.crossValidatedTau()).isBetween(0.8, 1.0);
            assertThat(q.mape()).isBetween(0.0, 0.1);
            assertThat(q.predictor()).isEqualTo(StrategySpec.GAUSSIAN);
        });
        Strategy revived = Strategies.create(Simulation.spec("linas", 25, 2000), networks.problem(), 4);
        generations.forEach(revived::tell);
        assertThat(revived.predictorQuality()).isEqualTo(quality);
        assertThat(Strategies.create(Simulation.spec("nsga2", 5, 1), grid, 1).predictorQuality())
                .isEmpty();
    }

    @Test
    void spreadTakesTheEndsAndFillsTheGaps() {
        List<Evaluated> line = IntStream.rangeClosed(0, 100)
                .mapToObj(i -> new Evaluated(Genome.of(i), List.of((double) i, 100.0 - i), 0))
                .toList();
        assertThat(Spread.best(line, 5)).extracting(e -> e.genome().get(0)).containsExactly(0, 100, 50, 25, 75);
        assertThat(Spread.best(line, 1)).extracting(e -> e.genome().get(0)).containsExactly(0);
        assertThat(Spread.best(line, 0)).isEmpty();
        assertThat(Spread.best(line, 1000)).hasSize(101);
    }

    @Test
    void spreadTakesBetterFrontsInFullFirst() {
        List<Evaluated> candidates = List.of(
                new Evaluated(Genome.of(0), List.of(2.0, 2.0), 0),
                new Evaluated(Genome.of(1), List.of(1.0, 1.0), 0),
                new Evaluated(Genome.of(2), List.of(3.0, 3.0), 0),
                new Evaluated(Genome.of(3), List.of(0.0, 0.0), 0.2));
        assertThat(Spread.best(candidates, 3))
                .extracting(e -> e.genome().get(0))
                .containsExactly(1, 0, 2);
    }

    @Test
    void ageingEvolutionAsksForItsBatchesAfterTheFirstPopulation() {
        Strategy ageing = Strategies.create(with("ageing", 20, Map.of("sample", 5.0, "batch", 8.0)), grid, 1);
        assertThat(Simulation.run(ageing, grid::evaluate, 50))
                .extracting(List::size)
                .containsExactly(20, 8, 8, 8, 6);
    }

    /** Without crossover, what has left the window can't pass its genes on, however good it was. */
    @Test
    void ageingEvolutionForgetsWhatIsOld() {
        Strategy ageing = Strategies.create(with("ageing", 10, Map.of("sample", 100.0, "batch", 10.0)), grid, 1);
        int[] ones = IntStream.generate(() -> 3).limit(40).toArray();
        Genome best = Genome.of(ones);
        ageing.tell(List.of(new Evaluated(best, List.of(-9.0, -9.0), 0)));
        ageing.tell(spread(9, 0).stream().map(grid::evaluate).toList());
        assertThat(ageing.ask(10)).allMatch(child -> differences(best, child) < 10);
        ageing.tell(spread(10, 9).stream().map(grid::evaluate).toList());
        assertThat(ageing.ask(10)).allMatch(child -> differences(best, child) > 20);
    }

    /** Distinct genomes of nothing but 0, 1 and 2 in the last genes. */
    private static List<Genome> spread(int count, int from) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> {
                    int[] values = new int[40];
                    values[39] = i % 3;
                    values[38] = i / 3 % 3;
                    values[37] = i / 9;
                    return Genome.of(values);
                })
                .toList();
    }

    @Test
    void optionsThatCountAreWhole() {
        assertThatThrownBy(() -> Strategies.create(with("ageing", 10, Map.of("batch", 2.5)), grid, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "strategy.batch: found 2.5, expected a whole number from 1 to 10000: children of one generation,"
                                + " all made from the same window");
    }

    @Test
    void moreReferencePointsThanThePopulationCanFillAreRefused() {
        Grid three = Grid.of(6, 4, 3, x -> x);
        assertThat(Strategies.create(with("nsga3", 91, Map.of("divisions", 12.0)), three, 1)
                        .ask(91))
                .hasSize(91);
        assertThatThrownBy(() -> Strategies.create(with("nsga3", 90, Map.of("divisions", 12.0)), three, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("strategy.divisions: found 12, which makes more reference points for 3 objectives than the"
                        + " population of 90 can fill; expected at most 11, or a larger population");
    }

    private static StrategySpec with(String name, int population, Map<String, Double> options) {
        return new StrategySpec(name, population, 0.9, 0, 1, StrategySpec.AUTO, List.of(), options);
    }

    private static int differences(Genome a, Genome b) {
        return (int)
                IntStream.range(0, a.size()).filter(i -> a.get(i) != b.get(i)).count();
    }

    @Test
    void failuresAloneHaveNoSurvivors() {
        assertThat(Survivors.of(List.of(Evaluated.failure(Genome.of(0)), Evaluated.failure(Genome.of(1))), 5)
                        .isEmpty())
                .isTrue();
    }
}
