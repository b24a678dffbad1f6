package llamanas.engine.search.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Strategy;
import llamanas.engine.search.pareto.ParetoFront;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.Test;

class RaceTest {
    /** Three genomes on a true front from (0, 10) over (1, 2) to (5, 0), and one that is dominated. */
    private static Evaluated measure(Genome genome) {
        return switch (genome.get(0)) {
            case 0 -> new Evaluated(genome, List.of(0.0, 10.0), 0);
            case 1 -> new Evaluated(genome, List.of(1.0, 2.0), 0);
            case 2 -> new Evaluated(genome, List.of(5.0, 0.0), 0);
            case 3 -> new Evaluated(genome, List.of(4.0, 9.0), 0);
            default -> Evaluated.failure(genome);
        };
    }

    private static final Yardstick YARDSTICK = Yardstick.of(List.of(at(0), at(1), at(2), at(3), at(4)));

    private static Evaluated at(int number) {
        return measure(Genome.of(number));
    }

    /** Asks for what it is given. */
    private static final class Scripted implements Strategy {
        private final Deque<List<Genome>> generations = new ArrayDeque<>();
        private final List<Integer> limits = new ArrayList<>();
        private final List<Evaluated> told = new ArrayList<>();

        @SafeVarargs
        Scripted(List<Integer>... generations) {
            for (List<Integer> generation : generations) {
                this.generations.add(generation.stream().map(Genome::of).toList());
            }
        }

        @Override
        public List<Genome> ask(int limit) {
            limits.add(limit);
            return limit == 0 || generations.isEmpty() ? List.of() : generations.remove();
        }

        @Override
        public void tell(List<Evaluated> generation) {
            told.addAll(generation);
        }
    }

    @Test
    void measuresSharesByTheExtentOfTheTrueFront() {
        assertThat(YARDSTICK.trueFront()).containsExactly(at(0), at(1), at(2));
        // Scaled: (0, 1), (0.2, 0.2), (1, 0), with 1.1 as the reference.
        double whole = 1.1 * 0.1 + 0.9 * 0.8 + 0.1 * 0.2;
        assertThat(YARDSTICK.share(ParetoFront.EMPTY)).isZero();
        assertThat(YARDSTICK.share(ParetoFront.EMPTY.with(at(0)))).isCloseTo(0.11 / whole, within(1e-12));
        assertThat(YARDSTICK.share(ParetoFront.EMPTY.with(at(1)))).isCloseTo(0.81 / whole, within(1e-12));
        assertThat(YARDSTICK.share(ParetoFront.EMPTY.with(at(0)).with(at(1)).with(at(2))))
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void aSpaceWithoutAnythingFeasibleHasNoYardstick() {
        assertThatThrownBy(() -> Yardstick.of(List.of(at(4)))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void followsAStrategyToTheEndOfItsBudget() {
        Scripted strategy = new Scripted(List.of(4, 3), List.of(0, 1), List.of(2));
        Race.Run run = new Race(RaceTest::measure, YARDSTICK, 5).run(strategy);
        assertThat(strategy.limits).containsExactly(5, 3, 1, 0);
        assertThat(strategy.told).hasSize(5).contains(at(4));
        assertThat(run.shares()).hasSize(5).isSorted();
        assertThat(run.shares().get(0)).isZero();
        assertThat(run.share(5)).isCloseTo(1, within(1e-12));
        assertThat(run.share(0)).isZero();
        assertThat(run.evaluationsTo(0.9)).isEqualTo(4);
        assertThat(run.evaluationsTo(0.99)).isEqualTo(5);
        assertThat(run.repeated()).isZero();
    }

    @Test
    void countsRepeatsAndKeepsTheLastShareOfASpaceThatIsExhausted() {
        Race.Run run = new Race(RaceTest::measure, YARDSTICK, 50).run(new Scripted(List.of(0, 0), List.of(0, 1)));
        assertThat(run.repeated()).isEqualTo(2);
        assertThat(run.share(50)).isEqualTo(run.share(4)).isLessThan(1);
        assertThat(run.evaluationsTo(1)).isEqualTo(-1);
    }

    @Test
    void pointsOfProgressEndWithTheBudget() {
        assertThat(Standing.every(50, 120)).containsExactly(50, 100, 120);
        assertThat(Standing.every(50, 100)).containsExactly(50, 100);
    }

    @Test
    void sumsUpRunsWithThoseThatDidNotGetThere() {
        List<Race.Run> runs = List.of(new Race.Run(List.of(0.5, 0.95), 1), new Race.Run(List.of(0.5, 0.75), 2));
        Standing standing = Standing.of("s", runs, 2, Standing.every(50, 2), List.of(0.9));
        assertThat(standing.repeated()).isEqualTo(3);
        assertThat(standing.progress()).singleElement().satisfies(p -> {
            assertThat(p.evaluations()).isEqualTo(2);
            assertThat(p.share().mean()).isCloseTo(0.85, within(1e-12));
        });
        assertThat(standing.goals()).singleElement().satisfies(goal -> {
            assertThat(goal.reached()).isEqualTo(1);
            assertThat(goal.evaluations().mean()).isEqualTo(2);
        });
    }
}
