package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Part;
import llamanas.engine.search.Problem;
import llamanas.engine.search.predict.AdditivePredictor;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.StrategyOption;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Genome;

/**
 * Search as Puzzle does it (arXiv 2411.19146): measure what each choice costs by changing it alone in the full network, take
 * damages to add up, and solve for the networks of least damage under every budget. What is measured of those refines the
 * damages, and the next-best solutions follow. Where objectives are summed up, each is predicted, and the sum decides. Where the
 * damages of single changes are known before the search, it solves at once.
 *
 * <p>O(parts * blocks * options) knapsack steps a generation, as {@link BlockKnapsack} says, and a regression.
 */
final class Additive extends GenerationalStrategy {
    private final Variation variation;
    private final List<Part> parts;
    private final Genome base;
    private final List<Genome> probes;
    private Optional<AdditivePredictor> predictor = Optional.empty();

    Additive(Problem problem, StrategySpec spec, long seed, Hints hints) {
        super(problem, spec.population(), seed, hints);
        variation = Variation.of(genes(), spec.crossover(), spec.mutation());
        parts = Part.of(problem.space());
        base = base(problem, genes());
        probes = probes((int) spec.option(StrategyOption.PROBES));
    }

    /** The full network, which is the first of what is to be measured wherever that is allowed; else all last choices. */
    private static Genome base(Problem problem, Genes genes) {
        int[] last = new int[genes.count()];
        for (int gene = 0; gene < last.length; gene++) {
            last[gene] = genes.choices(gene) - 1;
        }
        return problem.initial().isEmpty()
                ? problem.space().canonical(Genome.of(last))
                : problem.initial().get(0);
    }

    /** The feasible networks with one gene changed. Of each gene first the choice that is farthest from all that came before. */
    private List<Genome> probes(int most) {
        Set<Genome> found = new LinkedHashSet<>();
        List<Set<Integer>> taken = new ArrayList<>();
        int choices = 1;
        for (int gene = 0; gene < genes().count(); gene++) {
            taken.add(new LinkedHashSet<>(List.of(base.get(gene))));
            choices = Math.max(choices, genes().choices(gene));
        }
        for (int round = 1; round < choices; round++) {
            for (int gene = 0; gene < taken.size() && found.size() < most; gene++) {
                if (taken.get(gene).size() < genes().choices(gene)) {
                    probe(gene, taken.get(gene)).ifPresent(found::add);
                }
            }
        }
        return List.copyOf(found);
    }

    private Optional<Genome> probe(int gene, Set<Integer> taken) {
        int farthest = 0;
        for (int choice = 1; choice < genes().choices(gene); choice++) {
            farthest = distance(choice, taken) > distance(farthest, taken) ? choice : farthest;
        }
        taken.add(farthest);
        int[] values = base.toArray();
        values[gene] = farthest;
        Genome probe = problem().space().canonical(Genome.of(values));
        return Optional.of(probe).filter(problem()::feasible).filter(p -> !p.equals(base));
    }

    private static int distance(int choice, Set<Integer> taken) {
        return taken.stream().mapToInt(t -> Math.abs(t - choice)).min().orElse(0);
    }

    @Override
    void propose(Proposals proposals, Randomness random) {
        proposals.offer(base);
        if (damages().isPresent() && !isSeeding()) {
            offer(new DamageSolutions(problem().measured(), damages().get(), parts).find(measured()), proposals);
            fillWithChildren(proposals, random);
            return;
        }
        boolean probing = probes.stream().filter(proposals::offer).count() > 0;
        if (probing || isSeeding() || predictor.isEmpty()) {
            spread(proposals, random);
            return;
        }
        List<Evaluated> predicted = new AdditiveSolutions(problem().measured(), parts, predictor.get())
                .find(random).stream()
                        .filter(genome -> !isKnown(genome))
                        .map(genome -> compared(predictor.get().predict(genome)))
                        .toList();
        Spread.best(predicted, proposals.free()).forEach(c -> proposals.offer(c.genome()));
        fillWithChildren(proposals, random);
    }

    private void fillWithChildren(Proposals proposals, Randomness random) {
        Survivors survivors = Survivors.of(history(), population());
        if (!survivors.isEmpty()) {
            proposals.fillFrom(() -> variation.child(survivors, random));
        }
    }

    /** Inside of what is of interest first, spread over the budgets. */
    private void offer(List<Evaluated> solutions, Proposals proposals) {
        double[] limits = limits();
        List<Evaluated> open = solutions.stream()
                .filter(c -> !isKnown(c.genome()))
                .filter(c -> IntStream.range(0, limits.length)
                        .allMatch(i -> c.costs().get(i) <= limits[i]))
                .map(this::compared)
                .toList();
        Spread.best(open, proposals.free()).forEach(c -> proposals.offer(c.genome()));
    }

    @Override
    void learn(List<Evaluated> generation) {
        predictor = AdditivePredictor.fit(problem().measured(), base, probes, measured());
    }
}
