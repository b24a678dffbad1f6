package llamanas.engine.search.strategy;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Part;
import llamanas.engine.search.Problem;
import llamanas.protocol.space.Genome;

/**
 * The networks of least predicted cost under every budget, where what one block does is taken to add up around a network that is good
 * already: its blocks are changed one by one, and the knapsack is solved. Better starting points for an inner search than what it
 * would come to by chance. For one expensive and one exact objective; nothing for any others.
 *
 * @param predictor what measuring genomes would give, in their order
 */
record LinearisedSolutions(Problem problem, List<Part> parts, Function<List<Genome>, List<Evaluated>> predictor) {
    private static final int BUDGETS = 160;
    private static final int KEPT = 3;

    /** Canonical and feasible. O(blocks * options) predictions for each network, and {@link BlockKnapsack}. */
    Set<Genome> around(List<Genome> networks) {
        Set<Genome> found = new LinkedHashSet<>();
        if (networks.isEmpty()) {
            return found;
        }
        double[] exact = problem.exactCosts(networks.get(0));
        int[] expensive = IntStream.range(0, exact.length)
                .filter(i -> Double.isNaN(exact[i]))
                .toArray();
        if (exact.length == 2 && expensive.length == 1) {
            networks.forEach(network -> part(network).ifPresent(part -> solve(part, network, expensive[0], found)));
        }
        return found;
    }

    /** The part that a network is in: the one whose genes outside of all blocks it shares. */
    private Optional<Part> part(Genome network) {
        return parts.stream()
                .filter(part -> {
                    Set<Integer> varied = new TreeSet<>();
                    part.options().forEach(block -> varied.addAll(genes(part, block)));
                    return IntStream.range(0, network.size())
                            .allMatch(
                                    gene -> varied.contains(gene) || part.base().get(gene) == network.get(gene));
                })
                .findFirst();
    }

    private void solve(Part part, Genome network, int expensive, Set<Genome> found) {
        int blocks = part.options().size();
        double[][] damage = new double[blocks][];
        double[][] cost = new double[blocks][];
        Genome[][] changed = new Genome[blocks][];
        for (int block = 0; block < blocks; block++) {
            List<Genome> options = part.options().get(block);
            Set<Integer> genes = genes(part, options);
            changed[block] =
                    options.stream().map(option -> with(network, genes, option)).toArray(Genome[]::new);
            List<Evaluated> predicted = predictor.apply(Arrays.stream(changed[block])
                    .map(problem.space()::canonical)
                    .toList());
            damage[block] = predicted.stream()
                    .mapToDouble(c -> c.costs().get(expensive))
                    .toArray();
            cost[block] = predicted.stream()
                    .mapToDouble(c -> c.costs().get(1 - expensive))
                    .toArray();
        }
        for (int[] chosen : new BlockKnapsack(damage, cost, BUDGETS, KEPT).solve()) {
            Genome genome = problem.space().canonical(combined(part, network, chosen));
            if (problem.feasible(genome)) {
                found.add(genome);
            }
        }
    }

    private static Genome combined(Part part, Genome network, int[] chosen) {
        Genome combined = network;
        for (int block = 0; block < chosen.length; block++) {
            List<Genome> options = part.options().get(block);
            combined = with(combined, genes(part, options), options.get(chosen[block]));
        }
        return combined;
    }

    /** The genes that a block decides on. */
    private static Set<Integer> genes(Part part, List<Genome> options) {
        Set<Integer> genes = new TreeSet<>();
        for (Genome option : options) {
            IntStream.range(0, option.size())
                    .filter(gene -> option.get(gene) != part.base().get(gene))
                    .forEach(genes::add);
        }
        return genes;
    }

    private static Genome with(Genome network, Set<Integer> genes, Genome option) {
        int[] values = network.toArray();
        genes.forEach(gene -> values[gene] = option.get(gene));
        return Genome.of(values);
    }
}
