package llamanas.engine.search;

import java.util.List;
import llamanas.protocol.space.Genome;

/**
 * Decides what to measure next. Generational: every generation that {@link #ask} returns is told in full before the next
 * one is asked for. Randomness is derived from (seed, generation) alone, so a strategy that is made anew and told the same
 * finished generations asks for exactly the same next one: that is how a search survives a crash.
 *
 * <p>Instances are mutable, are not thread-safe and have a single owner.
 */
public interface Strategy {
    /**
     * The next generation: canonical genomes, no duplicates, none asked before, none that violates an exactly computable
     * constraint. Fewer than {@code limit} only where the population, or the strategy's own step after the first population,
     * is smaller; empty where nothing new is left.
     *
     * @param limit how many may be proposed at most: what is left of the budget
     */
    List<Genome> ask(int limit);

    /** What came out of the generation asked last, in the order in which it was asked. */
    void tell(List<Evaluated> generation);

    /** How well each generation was predicted before it was measured; empty for strategies that do not predict. */
    default List<PredictorQuality> predictorQuality() {
        return List.of();
    }

    /**
     * What the strategy begins with before anything of its own, under a budget of so many evaluations. Does not depend on what was
     * told.
     */
    default Beginning beginning(int evaluations) {
        return new Beginning(List.of(), 0);
    }

    /**
     * Networks that everybody would try first.
     *
     * @param networks all of them, the most obvious first
     * @param affordable how many of those the budget has room for
     */
    record Beginning(List<Genome> networks, int affordable) {
        public Beginning {
            networks = List.copyOf(networks);
        }

        /** How many there are. */
        public int all() {
            return networks.size();
        }
    }
}
