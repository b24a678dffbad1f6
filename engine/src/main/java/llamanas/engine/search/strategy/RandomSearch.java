package llamanas.engine.search.strategy;

import llamanas.engine.search.Problem;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.StrategySpec;

/** Genomes drawn uniformly, without repetition: the baseline. */
final class RandomSearch extends GenerationalStrategy {
    RandomSearch(Problem problem, StrategySpec spec, long seed, Hints hints) {
        super(problem, spec.population(), seed, hints);
    }

    @Override
    void propose(Proposals proposals, Randomness random) {
        proposals.fillFrom(() -> genes().uniform(random));
    }
}
