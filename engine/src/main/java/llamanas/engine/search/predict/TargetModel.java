package llamanas.engine.search.predict;

import java.util.Arrays;
import java.util.List;
import llamanas.engine.search.Evaluated;
import llamanas.protocol.space.Genome;

/**
 * Predicts one quantity, by its value or by its logarithm. What removing layers does to a network tends to multiply rather
 * than to add up, and perplexities span decades; so where all values are positive both are fitted, and the one whose
 * leave-one-out predictions order the samples better is kept. (StrictMath gives the same numbers on every machine.)
 *
 * @param low smallest prediction, a range below the smallest sample
 * @param high largest prediction, a range above the largest sample
 */
record TargetModel(Ridge ridge, boolean logarithmic, double low, double high) {
    static TargetModel fit(RidgeDesign design, double[] values) {
        TargetModel plain = of(design, values, false);
        if (Arrays.stream(values).anyMatch(v -> v <= 0)) {
            return plain;
        }
        TargetModel logarithmic =
                of(design, Arrays.stream(values).map(StrictMath::log).toArray(), true);
        double plainTau = KendallTau.of(plain.ridge.leaveOneOut(), values);
        double logarithmicTau = KendallTau.of(logarithmic.ridge.leaveOneOut(), values);
        return logarithmicTau > plainTau ? logarithmic : plain;
    }

    double predict(Genome genome) {
        double value = Math.min(Math.max(ridge.predict(genome), low), high);
        return logarithmic ? Math.min(StrictMath.exp(value), Double.MAX_VALUE) : value;
    }

    private static TargetModel of(RidgeDesign design, double[] targets, boolean logarithmic) {
        double smallest = Arrays.stream(targets).min().orElse(0);
        double largest = Arrays.stream(targets).max().orElse(0);
        double range = largest - smallest;
        return new TargetModel(design.fit(targets), logarithmic, smallest - range, largest + range);
    }

    /** The given value of each candidate. */
    static double[] column(List<Evaluated> candidates, int objective) {
        return candidates.stream().mapToDouble(c -> c.costs().get(objective)).toArray();
    }
}
