package llamanas.engine.search;

import java.util.List;
import java.util.stream.IntStream;
import llamanas.protocol.space.GeneSpace;
import llamanas.protocol.space.Genome;

/**
 * A problem whose objectives are one weighted sum, {@code task loss + l1 latency + l2 parameters}: the alternative to a front
 * for every strategy. Costs are seen relative to a reference, the full network, before they are added up, so that weights
 * compare like with like: a cost c becomes {@code 1 + (c - full) / |full|}, as in
 * {@link llamanas.engine.search.pareto.Hypervolume#relative}.
 *
 * @param measured the problem with all objectives
 * @param weights one an objective, not negative, at least one of them positive
 */
public record WeightedSum(Problem measured, List<Double> weights) implements Problem {
    public WeightedSum {
        weights = List.copyOf(weights);
        if (weights.stream().anyMatch(w -> !(w >= 0 && Double.isFinite(w)))
                || weights.stream().noneMatch(w -> w > 0)) {
            throw new IllegalArgumentException("weights " + weights + " are not ones of a sum");
        }
    }

    /** The sum for costs beside those of the full network. */
    public static double of(List<Double> weights, List<Double> costs, List<Double> full) {
        return IntStream.range(0, weights.size())
                .mapToDouble(i -> weights.get(i) * relative(costs.get(i), full.get(i)))
                .sum();
    }

    /** Where the full network's cost is 0, as its KL divergence from itself, the metric's own unit is the scale. */
    private static double relative(double cost, double full) {
        return 1 + (cost - full) / (full == 0 ? 1 : Math.abs(full));
    }

    @Override
    public GeneSpace space() {
        return measured.space();
    }

    /** One cost, and one that has to be measured: what is exact in it is for who predicts {@link #measured()}. */
    @Override
    public double[] exactCosts(Genome genome) {
        return new double[] {Double.NaN};
    }

    @Override
    public boolean feasible(Genome genome) {
        return measured.feasible(genome);
    }

    @Override
    public List<Genome> initial() {
        return measured.initial();
    }

    /** With the sum as its one cost; failed where that is no number any more. */
    @Override
    public Evaluated compared(Evaluated candidate, List<Double> reference) {
        if (candidate.failed()) {
            return candidate;
        }
        double sum = of(weights, candidate.costs(), reference);
        return Double.isFinite(sum)
                ? new Evaluated(candidate.genome(), List.of(sum), candidate.violation())
                : Evaluated.failure(candidate.genome());
    }
}
