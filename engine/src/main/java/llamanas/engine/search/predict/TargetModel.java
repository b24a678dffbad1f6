package llamanas.engine.search.predict;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.engine.search.Evaluated;

/**
 * Predicts one quantity, by its value or by its logarithm. What removing layers does to a network tends to multiply rather
 * than to add up, and perplexities span decades; so where all values are positive, that one of both is learned which is
 * ordered better in cross-validation. (StrictMath gives the same numbers on every machine.)
 */
final class TargetModel {
    private final Samples.Fit fit;
    private final Scale scale;
    private final double low;
    private final double high;
    private final Leverage leverage;
    /** Of the intervals, in standard deviations. */
    private final double halfWidth;

    private final Accuracy accuracy;

    /** Between values and what is learned: standardised values, or logarithms of them. */
    private record Scale(boolean logarithmic, double mean, double unit) {
        static Scale of(double[] values, boolean logarithmic) {
            double[] plain =
                    logarithmic ? Arrays.stream(values).map(StrictMath::log).toArray() : values;
            double mean = Matrices.mean(plain);
            double variance = Matrices.mean(
                    Arrays.stream(plain).map(v -> (v - mean) * (v - mean)).toArray());
            return new Scale(logarithmic, mean, variance > 0 ? Math.sqrt(variance) : 1);
        }

        double[] targets(double[] values) {
            return Arrays.stream(values)
                    .map(v -> ((logarithmic ? StrictMath.log(v) : v) - mean) / unit)
                    .toArray();
        }

        double value(double target) {
            double plain = mean + unit * target;
            return logarithmic ? Math.min(StrictMath.exp(plain), Double.MAX_VALUE) : plain;
        }
    }

    private TargetModel(Samples samples, Scale scale, double[] values) {
        this.leverage = samples.leverage();
        this.fit = samples.fit(scale.targets(values));
        this.scale = scale;
        double[] targets = scale.targets(values);
        double smallest = Arrays.stream(targets).min().orElse(0);
        double largest = Arrays.stream(targets).max().orElse(0);
        // A prediction lies at most as far outside of the samples as they lie apart.
        low = smallest - (largest - smallest);
        high = largest + (largest - smallest);
        halfWidth = Interval.halfWidth(fit.outOfFold(), targets, leverage.leftOut());
        accuracy = Accuracy.of(outOfFold(), values);
    }

    static TargetModel fit(Samples samples, double[] values) {
        TargetModel plain = new TargetModel(samples, Scale.of(values, false), values);
        if (Arrays.stream(values).anyMatch(v -> v <= 0)) {
            return plain;
        }
        TargetModel logarithmic = new TargetModel(samples, Scale.of(values, true), values);
        return logarithmic.order(values) > plain.order(values) ? logarithmic : plain;
    }

    private double order(double[] values) {
        return KendallTau.of(fit.outOfFold(), values);
    }

    /** One prediction for each of {@code [n][genes]}. */
    double[] predict(int[][] genomes) {
        return Arrays.stream(fit.model().predict(genomes))
                .map(target -> scale.value(clipped(target)))
                .toArray();
    }

    /** The lower ends of the intervals for a {@code share} of -1, the upper ones for 1. */
    double[] bounds(int[][] genomes, double share) {
        double[] targets = fit.model().predict(genomes);
        double[] deviations = leverage.deviations(genomes);
        return IntStream.range(0, targets.length)
                .mapToDouble(i -> scale.value(clipped(targets[i]) + share * halfWidth * deviations[i]))
                .toArray();
    }

    /** What each may be at best: below the interval by as much as is not known of the genome at all. */
    double[] optimistic(int[][] genomes) {
        double[] targets = fit.model().predict(genomes);
        double[] deviations = leverage.deviations(genomes);
        double[] doubts = leverage.doubts(genomes);
        return IntStream.range(0, targets.length)
                .mapToDouble(i -> scale.value(clipped(targets[i]) - halfWidth * deviations[i] - doubts[i]))
                .toArray();
    }

    private double clipped(double target) {
        return Math.min(Math.max(target, low), high);
    }

    /** What each sample is predicted as without its fold. */
    double[] outOfFold() {
        return Arrays.stream(fit.outOfFold()).map(t -> scale.value(clipped(t))).toArray();
    }

    boolean logarithmic() {
        return scale.logarithmic();
    }

    /** Of the cross-validation. */
    Accuracy accuracy() {
        return accuracy;
    }

    /** The given value of each candidate. */
    static double[] column(List<Evaluated> candidates, int objective) {
        return IntStream.range(0, candidates.size())
                .mapToDouble(i -> candidates.get(i).costs().get(objective))
                .toArray();
    }
}
