package llamanas.engine.search.strategy;

import java.util.List;
import java.util.stream.Stream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Problem;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.StrategySpec;

/**
 * NSGA-II (Deb et al. 2002) on integer genes: binary tournaments, uniform crossover, mutation gene by gene, and the best of
 * parents and children live on.
 */
final class Nsga2 extends GenerationalStrategy {
    private final Variation variation;
    private Survivors survivors = Survivors.NONE;

    Nsga2(Problem problem, StrategySpec spec, long seed, Hints hints) {
        super(problem, spec.population(), seed, hints);
        variation = Variation.of(genes(), spec.crossover(), spec.mutation());
    }

    @Override
    void propose(Proposals proposals, Randomness random) {
        if (isSeeding() || survivors.isEmpty()) {
            spread(proposals, random);
        } else {
            proposals.fillFrom(() -> variation.child(survivors, random));
        }
    }

    @Override
    void learn(List<Evaluated> generation) {
        List<Evaluated> all = Stream.concat(survivors.candidates().stream(), generation.stream())
                .toList();
        survivors = Survivors.of(all, population());
    }
}
