package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Part;
import llamanas.engine.search.Problem;
import llamanas.engine.search.predict.Damages;
import llamanas.protocol.space.Genome;

/**
 * The networks of least damage under every budget, where damages of single changes add up, up to one factor that what is measured
 * tells: on SmolLM2 it is 0.82.
 *
 * @param problem the one that is measured
 */
record DamageSolutions(Problem problem, Damages damages, List<Part> parts) {
    /** Networks around which the sums are solved: the sums are the same everywhere, but parts of the space differ. */
    private static final int MOST_PARTS = 64;

    /** Predicted, canonical and feasible. */
    List<Evaluated> find(List<Evaluated> measured) {
        List<Double> full = measured.stream()
                .filter(c -> !c.failed() && c.genome().equals(damages.base()))
                .findFirst()
                .map(Evaluated::costs)
                .orElse(List.of());
        if (full.isEmpty()) {
            return List.of();
        }
        double[] factors = factors(measured, full);
        LinearisedSolutions solutions = new LinearisedSolutions(
                problem, parts.stream().map(LinearisedSolutions.Blocks::of).toList(), genomes -> genomes.stream()
                        .map(g -> predicted(g, full, factors))
                        .toList());
        Set<Genome> anchors = new LinkedHashSet<>(List.of(damages.base()));
        parts.stream()
                .limit(MOST_PARTS)
                .map(part -> problem.space().canonical(part.base()))
                .forEach(anchors::add);
        return solutions.around(List.copyOf(anchors)).stream()
                .map(genome -> predicted(genome, full, factors))
                .toList();
    }

    private Evaluated predicted(Genome genome, List<Double> full, double[] factors) {
        double[] costs = problem.exactCosts(genome);
        double damage = damages.of(genome);
        for (int i = 0; i < costs.length; i++) {
            costs[i] = Double.isNaN(costs[i]) ? full.get(i) + factors[i] * damage : costs[i];
        }
        return new Evaluated(genome, Arrays.stream(costs).boxed().toList(), 0);
    }

    /** By objective, the middle one of what candidates lost beside the sum of their damages; 1 while nothing tells. */
    private double[] factors(List<Evaluated> measured, List<Double> full) {
        double[] factors = new double[full.size()];
        for (int i = 0; i < factors.length; i++) {
            List<Double> ratios = new ArrayList<>();
            for (Evaluated candidate : measured) {
                double damage = damages.of(candidate.genome());
                if (!candidate.failed() && damage > 0) {
                    ratios.add((candidate.costs().get(i) - full.get(i)) / damage);
                }
            }
            ratios.sort(Double::compare);
            factors[i] = ratios.isEmpty() ? 1 : ratios.get(ratios.size() / 2);
        }
        return factors;
    }
}
