package llamanas.engine.search.predict;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Between a cost and what a Gaussian process learns of it. Costs far beyond what is of interest count for little more than that they
 * are beyond: they are squeezed by a logarithm, so that one outlier does not drown all others.
 */
sealed interface CostScale {
    /** Of {@link Ratio}, in extents of what is of interest: the less, the better the best networks are told apart. */
    List<Double> SLACKS = List.of(0.0005, 0.005, 0.05);

    /** From the cost of a genome. */
    double target(double cost, double damage);

    /** To the cost of a genome; squeezed where it is beyond the interest. Rises with the target. */
    double cost(double target, double damage);

    /** Logarithm of how much a target changes with the cost there: what makes likelihoods on different scales comparable. */
    double logSlope(double cost, double damage);

    /**
     * What costs are of interest.
     *
     * @param low the best
     * @param high from here on they are squeezed
     */
    record Range(double low, double high) {
        /** Extents beyond the range, squeezed, from which on all costs are the same. */
        private static final double FLAT = 4;

        double extent() {
            return high - low;
        }

        double squeezed(double cost) {
            return cost <= high ? cost : high + extent() * Math.min(StrictMath.log1p((cost - high) / extent()), FLAT);
        }

        /** Logarithm of the slope of {@link #squeezed}. */
        double logSlope(double cost) {
            return cost <= high ? 0 : -StrictMath.log1p((cost - high) / extent());
        }
    }

    /**
     * Scales to choose from; the process that foresees its own samples best tells. Where damages are known, costs are always seen beside
     * those: a few samples alone are a worse guide.
     */
    static List<CostScale> all(Range range, double[] costs, Optional<Double> full, boolean damagesKnown) {
        if (damagesKnown && full.isPresent()) {
            return SLACKS.stream()
                    .map(slack -> (CostScale) new Ratio(range, full.get(), slack * range.extent()))
                    .toList();
        }
        double least = Arrays.stream(costs).min().orElse(0);
        double offset = Math.max(0.02 * range.extent() - least, 0);
        return List.of(new Plain(range), new Logarithm(range, offset));
    }

    /** The cost itself. */
    record Plain(Range range) implements CostScale {
        @Override
        public double target(double cost, double damage) {
            return range.squeezed(cost);
        }

        @Override
        public double cost(double target, double damage) {
            return target;
        }

        @Override
        public double logSlope(double cost, double damage) {
            return range.logSlope(cost);
        }
    }

    /**
     * Its logarithm: damages multiply.
     *
     * @param offset makes all costs positive
     */
    record Logarithm(Range range, double offset) implements CostScale {
        private static final double HIGHEST = 600;

        @Override
        public double target(double cost, double damage) {
            return StrictMath.log(Math.max(range.squeezed(cost) + offset, Double.MIN_NORMAL));
        }

        @Override
        public double cost(double target, double damage) {
            return StrictMath.exp(Math.min(target, HIGHEST)) - offset;
        }

        @Override
        public double logSlope(double cost, double damage) {
            return range.logSlope(cost) - target(cost, damage);
        }
    }

    /**
     * The logarithm of how much more than the full network's it is, beside the sum of all damages.
     *
     * @param slack added to both: what can't be told from rounding
     */
    record Ratio(Range range, double full, double slack) implements CostScale {
        private static final double HIGHEST = 100;

        /** A network that is better than the full one by as much as can't be told from rounding still has a logarithm. */
        private static final double LEAST = 0.1;

        @Override
        public double target(double cost, double damage) {
            double beyond = Math.max(range.squeezed(cost) - full + slack, LEAST * slack);
            return StrictMath.log(beyond / expected(damage));
        }

        @Override
        public double cost(double target, double damage) {
            return full - slack + expected(damage) * StrictMath.exp(Math.min(target, HIGHEST));
        }

        @Override
        public double logSlope(double cost, double damage) {
            double beyond = Math.max(range.squeezed(cost) - full + slack, LEAST * slack);
            return range.logSlope(cost) - StrictMath.log(beyond);
        }

        private double expected(double damage) {
            return range.squeezed(full + damage) - full + slack;
        }
    }
}
