package llamanas.engine.search.strategy;

import java.math.BigInteger;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import llamanas.engine.search.Enumeration;
import llamanas.engine.search.Problem;
import llamanas.protocol.Randomness;
import llamanas.protocol.StoppedException;
import llamanas.protocol.space.Genome;

/**
 * A generation in the making: takes genomes from wherever a strategy gets them and lets in what is canonical, feasible and
 * new. The one place that keeps those three promises for every strategy.
 */
final class Proposals {
    /** Draws for one place before a source counts as dry. */
    private static final int ATTEMPTS = 50;
    /** Spaces up to this size are searched in full for what is left. */
    private static final BigInteger ENUMERABLE = BigInteger.valueOf(1 << 18);

    private final Problem problem;
    private final Genes genes;
    private final Set<Genome> known;
    private final int wanted;
    private final Randomness random;
    private final Set<Genome> chosen = new LinkedHashSet<>();

    /**
     * @param known canonical genomes that must not come again, in an order that depends on the search alone
     * @param wanted how many to take at most
     */
    Proposals(Problem problem, Genes genes, Set<Genome> known, int wanted, Randomness random) {
        this.problem = problem;
        this.genes = genes;
        this.known = known;
        this.wanted = wanted;
        this.random = random;
    }

    boolean isFull() {
        return chosen.size() >= wanted;
    }

    /** How many places are free. */
    int free() {
        return wanted - chosen.size();
    }

    List<Genome> toList() {
        return List.copyOf(chosen);
    }

    /** Takes a genome if there is room, and it is new and feasible. */
    boolean offer(Genome genome) {
        return !isFull() && admit(problem.space().canonical(genome));
    }

    /** Takes what the source gives, repaired where it is infeasible, until full or the source gives nothing new. */
    void fillFrom(Supplier<Genome> source) {
        int misses = 0;
        while (!isFull() && misses < ATTEMPTS) {
            StoppedException.ifInterrupted();
            Genome drawn = source.get();
            boolean taken = isNew(drawn) && repaired(drawn).map(this::admit).orElse(false);
            misses = taken ? 0 : misses + 1;
        }
    }

    /**
     * Fills up whatever it takes: uniformly drawn genomes; then, for constraints too tight for those, known genomes with two
     * genes changed; at last, in a space small enough to be enumerated, any that are left, in random order.
     */
    void fillWithRest() {
        fillFrom(() -> genes.uniform(random));
        if (!isFull()) {
            fillWithNeighbours();
        }
        if (!isFull() && problem.space().size().compareTo(ENUMERABLE) <= 0) {
            List<Genome> rest = Enumeration.of(problem.space());
            for (int i : random.permutation(rest.size())) {
                offer(rest.get(i));
            }
        }
    }

    private void fillWithNeighbours() {
        List<Genome> feasible = Stream.of(problem.initial(), known, chosen)
                .flatMap(Collection::stream)
                .filter(problem::feasible)
                .distinct()
                .toList();
        if (!feasible.isEmpty()) {
            double twoGenes = Math.min(1, 2.0 / genes.count());
            fillFrom(() -> genes.mutate(feasible.get(random.nextInt(feasible.size())), twoGenes, random));
        }
    }

    private boolean admit(Genome canonical) {
        return isNew(canonical) && problem.feasible(canonical) && chosen.add(canonical);
    }

    private boolean isNew(Genome genome) {
        return !known.contains(genome) && !chosen.contains(genome);
    }

    /** The canonical genome, pulled towards an initial one where it is infeasible; empty where there is none. */
    private Optional<Genome> repaired(Genome raw) {
        Genome genome = problem.space().canonical(raw);
        if (problem.feasible(genome)) {
            return Optional.of(genome);
        }
        List<Genome> anchors = problem.initial();
        return anchors.isEmpty()
                ? Optional.empty()
                : Optional.of(between(genome, anchors.get(random.nextInt(anchors.size()))));
    }

    /**
     * A feasible genome on the way from an infeasible one to a feasible one, gene by gene in random order: as near to the
     * start as doubling and then halving the number of genes finds. O(log genes) checks.
     */
    private Genome between(Genome infeasible, Genome anchor) {
        int[] order = random.permutation(genes.count());
        int bad = 0;
        int good = 1;
        while (good < order.length && !problem.feasible(moved(infeasible, anchor, order, good))) {
            bad = good;
            good = Math.min(2 * good, order.length);
        }
        while (good - bad > 1) {
            int middle = (bad + good) >>> 1;
            if (problem.feasible(moved(infeasible, anchor, order, middle))) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        return problem.space().canonical(moved(infeasible, anchor, order, good));
    }

    private static Genome moved(Genome from, Genome to, int[] order, int count) {
        int[] values = from.toArray();
        for (int i = 0; i < count; i++) {
            values[order[i]] = to.get(order[i]);
        }
        return Genome.of(values);
    }
}
