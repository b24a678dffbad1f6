package llamanas.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Problem;
import llamanas.engine.search.pareto.ParetoFront;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.LayerChoice;
import org.junit.jupiter.api.Test;

class EvoPressTest {
    private final Networks networks = Networks.of(16, List.of());
    private final Problem problem = networks.problem();

    private LevelSwitch levels(OptionalInt sized) {
        return new LevelSwitch(problem, new Genes(problem.space()), sized);
    }

    private double size(Genome genome) {
        return problem.exactCosts(genome)[1];
    }

    private int layersThatDiffer(Genome a, Genome b) {
        List<LayerChoice> left = networks.problem().space().architecture(a).layers();
        List<LayerChoice> right = networks.problem().space().architecture(b).layers();
        return (int) IntStream.range(0, left.size())
                .filter(i -> !left.get(i).equals(right.get(i)))
                .count();
    }

    @Test
    void levelsAreSwitchedInAFewLayersAtEqualSize() {
        LevelSwitch levels = levels(OptionalInt.of(1));
        Randomness random = Randomness.of(1, 0);
        int same = 0;
        for (int i = 0; i < 200; i++) {
            Genome parent = problem.space().canonical(new Genes(problem.space()).uniform(random));
            Genome child = problem.space().canonical(levels.child(parent, size(parent), random));
            boolean ofSameDepth = parent.get(0) == child.get(0);
            if (ofSameDepth) {
                assertThat(size(child)).isEqualTo(size(parent));
                // Three switches change six layers; a width beyond the last may need one more to be made up for.
                assertThat(layersThatDiffer(parent, child)).isBetween(0, 8);
                same += child.equals(parent) ? 1 : 0;
            }
        }
        assertThat(same).as("children that are their parents").isLessThan(20);
    }

    @Test
    void childrenComeNearTheSizeThatIsWanted() {
        Genome full = problem.initial().get(0);
        Genome smallest = problem.initial().get(1);
        double target = 0.3 * size(full) + 0.7 * size(smallest);
        // The difference of two widths in one layer.
        double step = 32 * 3 * 32;
        Randomness random = Randomness.of(2, 0);
        for (int i = 0; i < 20; i++) {
            Genome child = levels(OptionalInt.of(1)).child(full, target, random);
            if (problem.space().canonical(child).get(0) == full.get(0)) {
                assertThat(size(child)).isCloseTo(target, within(step));
            }
        }
    }

    @Test
    void withoutAnExactObjectiveSizesMayChange() {
        Genome full = problem.initial().get(0);
        Randomness random = Randomness.of(3, 0);
        List<Double> sizes = IntStream.range(0, 20)
                .mapToObj(i -> size(levels(OptionalInt.empty()).child(full, random)))
                .distinct()
                .toList();
        assertThat(sizes).hasSizeGreaterThan(5);
    }

    @Test
    void keepsTheBestOfEverySize() {
        assertThat(hypervolume(StrategySpec.EVOPRESS)).isGreaterThan(hypervolume(StrategySpec.RANDOM) + 0.02);
    }

    private double hypervolume(String name) {
        List<Double> full = networks.problem()
                .costs(
                        Architecture.full(networks.problem().space().shape()),
                        Map.of(
                                "t.nats_per_token",
                                networks.nats(Architecture.full(
                                        networks.problem().space().shape()))))
                .orElseThrow();
        List<Double> found = new ArrayList<>();
        for (long seed = 1; seed <= 5; seed++) {
            ParetoFront front = ParetoFront.EMPTY;
            for (Evaluated candidate : Simulation.flat(Simulation.run(
                    Simulation.create(Simulation.spec(name, 20, 200), problem, seed), networks::evaluate, 200))) {
                front = front.with(candidate);
            }
            found.add(front.hypervolume(full));
        }
        return found.stream().mapToDouble(v -> v).average().orElseThrow();
    }

    @Test
    void nothingIsLostWhereGenesAreTheBlocks() {
        Grid grid = Grid.of(8, 3, 2, x -> new double[] {Arrays.stream(x).sum(), 8 - x[0] - x[1] * x[2]})
                .withExact(0);
        LevelSwitch levels = new LevelSwitch(grid, new Genes(grid.space()), OptionalInt.of(0));
        Genome parent = Genome.of(0, 1, 2, 0, 1, 2, 1, 1);
        Randomness random = Randomness.of(4, 0);
        for (int i = 0; i < 50; i++) {
            Genome child = levels.child(parent, 4, random);
            assertThat(grid.exactCosts(child)[0]).isEqualTo(4);
        }
    }
}
