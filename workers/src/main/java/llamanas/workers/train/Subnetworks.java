package llamanas.workers.train;

import java.util.Comparator;
import java.util.stream.Stream;
import llamanas.protocol.Randomness;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.SearchSpace;
import llamanas.workers.elastic.Plan;

/**
 * The sub-networks that a training visits: the full one, the smallest, and random ones, each of which follows from the seed
 * and its place in the training alone, so that a resumed training visits the same.
 */
final class Subnetworks {
    /** Less than this of the full decoder is no network to learn from: a space of free layers ends in none at all. */
    private static final double LEAST_SHARE = 0.25;

    private static final int DRAWS = 64;

    private final SearchSpace space;
    private final long seed;
    private final int[] choices;
    private final long[] smallest;

    Subnetworks(SearchSpace space, long seed) {
        this.space = space;
        this.seed = seed;
        this.choices = space.choices();
        this.smallest = Plan.of(findSmallest(), space.shape());
    }

    long[] full() {
        return Plan.of(Architecture.full(space.shape()), space.shape());
    }

    /** The smallest of the space; where hardly anything is left of that, the smallest of some random ones. */
    long[] smallest() {
        return smallest;
    }

    /** The random sub-network at a place of the training. */
    long[] random(long place) {
        return Plan.of(draw(place), space.shape());
    }

    private Architecture draw(long place) {
        return space.architecture(Genome.uniform(choices, Randomness.of(seed, place)));
    }

    private Architecture findSmallest() {
        int[] least = new int[choices.length];
        for (int gene = 0; gene < least.length; gene++) {
            least[gene] = leastChoice(least, gene);
        }
        Architecture corner = space.architecture(Genome.of(least));
        if (isEnough(corner)) {
            return corner;
        }
        return Stream.iterate(-1L, place -> place - 1)
                .limit(DRAWS)
                .map(this::draw)
                .filter(this::isEnough)
                .min(Comparator.comparingLong(this::parameters))
                .orElse(corner);
    }

    private int leastChoice(int[] genome, int gene) {
        int best = 0;
        long fewest = Long.MAX_VALUE;
        for (int choice = 0; choice < choices[gene]; choice++) {
            int[] changed = genome.clone();
            changed[gene] = choice;
            long parameters = parameters(space.architecture(Genome.of(changed)));
            if (parameters < fewest) {
                fewest = parameters;
                best = choice;
            }
        }
        return best;
    }

    private boolean isEnough(Architecture architecture) {
        return Cost.decoderShare(space.shape(), architecture) >= LEAST_SHARE;
    }

    private long parameters(Architecture architecture) {
        return Cost.decoderParameters(space.shape(), architecture);
    }
}
