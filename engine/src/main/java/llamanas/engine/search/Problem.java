package llamanas.engine.search;

import java.util.Arrays;
import java.util.List;
import llamanas.protocol.space.GeneSpace;
import llamanas.protocol.space.Genome;

/** What a strategy is to solve. Implementations are pure: equal genomes get equal answers. */
public interface Problem {
    GeneSpace space();

    /** Number of objectives: costs of each candidate. */
    default int objectives() {
        return exactCosts(space().canonical(Genome.of(new int[space().genes().size()]))).length;
    }

    /**
     * The costs of a genome that are known without measuring, one an objective, smaller is better; NaN for an expensive
     * objective. The same objectives are expensive for every genome.
     */
    double[] exactCosts(Genome genome);

    /**
     * Whether a genome, canonical or not, holds every exactly computable constraint. A strategy never proposes one that does
     * not.
     */
    boolean feasible(Genome genome);

    /**
     * Canonical feasible genomes to measure before all others, in this order. They are also what an infeasible genome is
     * pulled towards, so where constraints are tight there should be one at least.
     */
    List<Genome> initial();

    /**
     * The cost from which on an objective is not worth an evaluation, one an objective of {@link #measured()}; infinite where there is
     * no such bound.
     *
     * @param full costs of the full network, or of what is measured first
     */
    default double[] limits(List<Double> full) {
        double[] none = new double[full.size()];
        Arrays.fill(none, Double.POSITIVE_INFINITY);
        return none;
    }

    /** The damage to a language model that is worth an evaluation, in nats/token; infinite where nothing says so. */
    default double worthwhileDamage() {
        return Double.POSITIVE_INFINITY;
    }

    /**
     * The problem that is measured, and told of, where this one compares candidates by something made of those costs, with
     * objectives of its own; else this one.
     */
    default Problem measured() {
        return this;
    }

    /**
     * A measured or predicted candidate of {@link #measured()} as this problem compares it. A failed one stays failed.
     *
     * @param reference costs in {@link #measured()} that others are seen relative to: those of the first candidate that was
     *     measured, which is the full network where that is allowed
     */
    default Evaluated compared(Evaluated candidate, List<Double> reference) {
        return candidate;
    }
}
