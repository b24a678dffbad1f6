package llamanas.engine.search.strategy;

import llamanas.protocol.Randomness;
import llamanas.protocol.space.Genome;

/**
 * How parents become children.
 *
 * @param crossover probability that two parents are recombined rather than the first one copied
 * @param mutation probability that one gene changes
 * @param exchange probability that a child is one parent, of about its size, with other genes in their places
 */
record Variation(Genes genes, double crossover, double mutation, double exchange) {
    private static final double EXCHANGED = 0.5;
    private static final int MOST_EXCHANGES = 3;

    /** With the settings of a spec, where mutation 0 stands for one gene on average. */
    static Variation of(Genes genes, double crossover, double mutation) {
        return new Variation(genes, crossover, mutation > 0 ? mutation : 1.0 / genes.count(), 0);
    }

    /** The same, where now and then a few genes of one parent exchange their values with others of their kind instead. */
    Variation withExchanges() {
        return new Variation(genes, crossover, mutation, EXCHANGED);
    }

    Genome child(Survivors parents, Randomness random) {
        if (exchange > 0 && random.nextBoolean(exchange)) {
            Genome changed = parents.tournament(random).genome();
            for (int i = random.nextInt(MOST_EXCHANGES); i >= 0; i--) {
                changed = genes.exchange(changed, random);
            }
            return changed;
        }
        Genome first = parents.tournament(random).genome();
        return child(first, parents.tournament(random).genome(), random);
    }

    /** Of two given parents; the first is the one that is copied where they are not recombined. */
    Genome child(Genome first, Genome second, Randomness random) {
        Genome crossed = random.nextBoolean(crossover) ? genes.cross(first, second, random) : first;
        return genes.mutate(crossed, mutation, random);
    }
}
