package llamanas.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.pareto.Pareto;
import llamanas.protocol.Randomness;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.Test;

class EliteTest {
    private static final int GENERATION = 50;

    private final Elite elite = new Elite();
    private final List<Evaluated> all = new ArrayList<>();

    @Test
    void knowsAllOfAShortSearch() {
        tell(1500, 1);
        assertThat(elite.best(100).candidates())
                .isEqualTo(Survivors.of(all, 100).candidates());
        assertThat(elite.front()).isEqualTo(front());
        assertThat(elite.sample(2000)).isEqualTo(valid());
    }

    @Test
    void keepsTheFrontOfALongSearch() {
        tell(20_000, 2);
        assertThat(elite.front()).isEqualTo(front());
        assertThat(elite.best(front().size()).candidates()).containsExactlyInAnyOrderElementsOf(front());
    }

    @Test
    void samplesTheBestAndTheRestEvenly() {
        tell(10_000, 3);
        List<Evaluated> sample = elite.sample(500);
        List<Evaluated> best = elite.best(250).candidates();
        assertThat(sample).hasSize(500).doesNotHaveDuplicates().containsAll(best);
        List<Integer> others = sample.stream()
                .filter(c -> !new HashSet<>(best).contains(c))
                .map(c -> valid().indexOf(c))
                .toList();
        assertThat(others).isSorted().hasSize(250);
        assertThat(IntStream.range(1, 250).map(i -> others.get(i) - others.get(i - 1)))
                .allMatch(gap -> gap >= 1 && gap <= 2 * valid().size() / 250);
    }

    @Test
    void learnsFromNoFailure() {
        elite.add(List.of(Evaluated.failure(Genome.of(1))), List.of(Evaluated.failure(Genome.of(1))));
        assertThat(elite.sample(10)).isEmpty();
        assertThat(elite.front()).isEmpty();
    }

    /** One in ten fails; costs get better slowly. */
    private void tell(int count, long seed) {
        Randomness random = Randomness.of(seed, 0);
        for (int from = 0; from < count; from += GENERATION) {
            List<Evaluated> generation = new ArrayList<>();
            for (int i = from; i < from + GENERATION; i++) {
                double x = random.nextDouble();
                double y = (1 - x) * (1 - x) + random.nextDouble() + 1000.0 / (1000 + i);
                Genome genome = Genome.of(i);
                generation.add(i % 10 == 0 ? Evaluated.failure(genome) : new Evaluated(genome, List.of(x, y), 0));
            }
            all.addAll(generation);
            elite.add(generation, generation);
        }
    }

    private List<Evaluated> valid() {
        return all.stream().filter(c -> !c.failed()).toList();
    }

    private List<Evaluated> front() {
        List<Evaluated> valid = valid();
        return IntStream.of(Pareto.front(valid)).mapToObj(valid::get).toList();
    }
}
