package llamanas.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.pareto.Hypervolume;
import llamanas.engine.search.pareto.Pareto;
import llamanas.protocol.Randomness;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImprovementTest {
    /** Against adding each candidate to the front, again and again, with costs that need no scaling. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void choosesAsIfEveryHypervolumeWereComputedAnew(int objectives) {
        for (long seed = 0; seed < 20; seed++) {
            Randomness random = Randomness.of(seed, objectives);
            List<Evaluated> corners = IntStream.range(0, objectives)
                    .mapToObj(corner -> evaluated(
                            100 + corner,
                            IntStream.range(0, objectives)
                                    .mapToObj(k -> k == corner || objectives == 1 ? 0.0 : 1.0)
                                    .toList()))
                    .toList();
            List<Evaluated> front = objectives == 1 ? List.of(evaluated(100, List.of(1.0))) : corners;
            List<Evaluated> candidates = IntStream.range(0, 15)
                    .mapToObj(i -> evaluated(
                            i,
                            IntStream.range(0, objectives)
                                    .mapToObj(k -> objectives == 1 ? i / 14.0 : random.nextDouble())
                                    .toList()))
                    .toList();
            assertThat(Improvement.choose(front, candidates, 4)).isEqualTo(naive(front, candidates, 4));
        }
    }

    private static List<Evaluated> naive(List<Evaluated> front, List<Evaluated> candidates, int count) {
        List<Evaluated> all = new ArrayList<>(front);
        List<Evaluated> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double before = volume(all);
            Evaluated best = candidates.stream()
                    .max(Comparator.comparingDouble(c -> volume(with(all, c))))
                    .orElseThrow();
            if (volume(with(all, best)) - before <= 1e-12) {
                break;
            }
            chosen.add(best);
            all.add(best);
        }
        return chosen;
    }

    private static List<Evaluated> with(List<Evaluated> front, Evaluated candidate) {
        List<Evaluated> more = new ArrayList<>(front);
        more.add(candidate);
        return more;
    }

    private static double volume(List<Evaluated> front) {
        double[][] costs = Pareto.costs(front);
        return Hypervolume.of(
                costs, IntStream.range(0, costs[0].length).mapToDouble(k -> 1.1).toArray());
    }

    private static Evaluated evaluated(int number, List<Double> costs) {
        return new Evaluated(Genome.of(number), costs, 0);
    }
}
