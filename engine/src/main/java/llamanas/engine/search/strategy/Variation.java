package llamanas.engine.search.strategy;

import llamanas.protocol.Randomness;
import llamanas.protocol.space.Genome;

/**
 * How parents become children.
 *
 * @param crossover probability that two parents are recombined rather than the first one copied
 * @param mutation probability that one gene changes
 */
record Variation(Genes genes, double crossover, double mutation) {
    /** With the settings of a spec, where mutation 0 stands for one gene on average. */
    static Variation of(Genes genes, double crossover, double mutation) {
        return new Variation(genes, crossover, mutation > 0 ? mutation : 1.0 / genes.count());
    }

    Genome child(Survivors parents, Randomness random) {
        Genome first = parents.tournament(random).genome();
        return child(first, parents.tournament(random).genome(), random);
    }

    /** Of two given parents; the first is the one that is copied where they are not recombined. */
    Genome child(Genome first, Genome second, Randomness random) {
        Genome crossed = random.nextBoolean(crossover) ? genes.cross(first, second, random) : first;
        return genes.mutate(crossed, mutation, random);
    }
}
