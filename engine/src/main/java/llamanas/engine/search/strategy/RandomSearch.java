package llamanas.engine.search.strategy;

import llamanas.engine.search.Problem;
import llamanas.protocol.Randomness;

/** Genomes drawn uniformly, without repetition: the baseline. */
final class RandomSearch extends GenerationalStrategy {
    RandomSearch(Problem problem, int population, long seed) {
        super(problem, population, seed);
    }

    @Override
    void propose(Proposals proposals, Randomness random) {
        proposals.fillFrom(() -> genes().uniform(random));
    }
}
