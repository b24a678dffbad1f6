package llamanas.engine.search.predict;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import llamanas.engine.search.Evaluated;

/**
 * Predicts by how much constraints on measured metrics are violated. Violations are 0 wherever the constraints hold, so that
 * an additive model is above 0 well inside of the bounds; taken as it is, it would keep the search off the bounds, where
 * the best candidates are. What counts as violated is therefore what lies above the threshold that best tells the samples
 * apart.
 *
 * @param threshold prediction up to which constraints are taken to hold
 */
record ViolationModel(TargetModel model, double threshold) {
    /** Keeps a hopeless sample from drowning the others. */
    private static final double LARGEST = 1e6;

    /** Empty while no sample violates anything. */
    static Optional<ViolationModel> fit(Samples prepared, List<Evaluated> samples) {
        double[] violations = samples.stream()
                .mapToDouble(c -> Math.min(c.violation(), LARGEST))
                .toArray();
        if (Arrays.stream(violations).allMatch(v -> v == 0)) {
            return Optional.empty();
        }
        TargetModel model = TargetModel.fit(prepared, violations);
        double threshold =
                Arrays.stream(violations).allMatch(v -> v > 0) ? 0 : threshold(model.outOfFold(), violations);
        return Optional.of(new ViolationModel(model, threshold));
    }

    /** One prediction for each of {@code [n][genes]}. */
    double[] predict(int[][] genomes) {
        return Arrays.stream(model.predict(genomes))
                .map(v -> Math.max(0, v - threshold))
                .toArray();
    }

    /** Halfway between the two neighbouring predictions with the fewest samples on the wrong side. O(n log n). */
    static double threshold(double[] predictions, double[] violations) {
        int[] order = IntStream.range(0, predictions.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> predictions[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        long wrong = Arrays.stream(violations).filter(v -> v == 0).count();
        long fewest = wrong;
        int best = 0;
        for (int below = 1; below <= order.length; below++) {
            wrong += violations[order[below - 1]] == 0 ? -1 : 1;
            if (wrong < fewest) {
                fewest = wrong;
                best = below;
            }
        }
        double low = predictions[order[Math.max(best - 1, 0)]];
        double high = predictions[order[Math.min(best, order.length - 1)]];
        return (low + high) / 2;
    }
}
