package llamanas.engine.search;

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
