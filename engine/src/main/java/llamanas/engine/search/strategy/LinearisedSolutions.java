package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
record LinearisedSolutions(Problem problem, List<Blocks> parts, Function<List<Genome>, List<Evaluated>> predictor) {
    private static final int BUDGETS = 160;
    private static final int KEPT = 3;

    /**
     * A part of the space.
     *
     * @param genes those that each block decides on
     * @param fixed all others
     */
    record Blocks(Part part, List<List<Integer>> genes, List<Integer> fixed) {
        static Blocks of(Part part) {
            Set<Integer> free = new TreeSet<>();
            List<List<Integer>> genes = new ArrayList<>();
            for (List<Genome> options : part.options()) {
                List<Integer> varied = IntStream.range(0, part.base().size())
                        .filter(gene -> options.stream()
                                .anyMatch(o -> o.get(gene) != part.base().get(gene)))
                        .boxed()
                        .toList();
                genes.add(varied);
                free.addAll(varied);
            }
            List<Integer> fixed = IntStream.range(0, part.base().size())
                    .filter(gene -> !free.contains(gene))
                    .boxed()
                    .toList();
            return new Blocks(part, genes, fixed);
        }

        /** Whether a network shares all that no block decides on. */
        boolean contains(Genome network) {
            return fixed.stream()
                    .allMatch(gene -> network.get(gene) == part.base().get(gene));
        }

        int count() {
            return genes.size();
        }

        List<Genome> options(int block) {
            return part.options().get(block);
        }

        void set(int[] values, int block, int option) {
            Genome chosen = options(block).get(option);
            for (int gene : genes.get(block)) {
                values[gene] = chosen.get(gene);
            }
        }
    }

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
            for (Genome network : networks) {
                parts.stream()
                        .filter(part -> part.contains(network))
                        .findFirst()
                        .ifPresent(part -> solve(part, network, expensive[0], found));
            }
        }
        return found;
    }

    private void solve(Blocks part, Genome network, int expensive, Set<Genome> found) {
        double[][] damage = new double[part.count()][];
        double[][] cost = new double[part.count()][];
        for (int block = 0; block < damage.length; block++) {
            List<Genome> changed = new ArrayList<>();
            for (int option = 0; option < part.options(block).size(); option++) {
                int[] values = network.toArray();
                part.set(values, block, option);
                changed.add(problem.space().canonical(Genome.of(values)));
            }
            List<Evaluated> predicted = predictor.apply(changed);
            damage[block] = predicted.stream()
                    .mapToDouble(c -> c.costs().get(expensive))
                    .toArray();
            cost[block] = predicted.stream()
                    .mapToDouble(c -> c.costs().get(1 - expensive))
                    .toArray();
        }
        for (int[] chosen : new BlockKnapsack(damage, cost, BUDGETS, KEPT).solve()) {
            int[] values = network.toArray();
            for (int block = 0; block < chosen.length; block++) {
                part.set(values, block, chosen[block]);
            }
            Genome genome = problem.space().canonical(Genome.of(values));
            if (problem.feasible(genome)) {
                found.add(genome);
            }
        }
    }
}
