package llamanas.engine.search.strategy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.engine.search.Evaluated;

/**
 * How good candidates are for a preference among the objectives: from 0, the best, down to -1. A cost counts as the share of all
 * measured candidates that are better, which outliers can't stretch; of the weighted shares the largest counts (Chebyshev), and
 * a little their mean, so that there is something to gain in every objective. A candidate that failed or violates a
 * constraint gets -1.
 */
final class PreferenceRewards {
    static final double WORST = -1;

    private static final double MEAN = 0.1;

    /** {@code [objective][candidate]}, ascending. */
    private final double[][] sorted;

    /** @param known what shares are taken of; O(n log n) */
    PreferenceRewards(List<Evaluated> known, int objectives) {
        sorted = IntStream.range(0, objectives)
                .mapToObj(objective -> known.stream()
                        .filter(c -> !c.failed())
                        .mapToDouble(c -> c.costs().get(objective))
                        .sorted()
                        .toArray())
                .toArray(double[][]::new);
    }

    /** @param preference weights of the objectives, summing up to 1 */
    double of(Evaluated candidate, double[] preference) {
        if (!candidate.feasible()) {
            return WORST;
        }
        double largest = 0;
        double mean = 0;
        double most = Arrays.stream(preference).max().orElse(1);
        for (int objective = 0; objective < preference.length; objective++) {
            double share =
                    preference[objective] * better(objective, candidate.costs().get(objective));
            largest = Math.max(largest, share / most);
            mean += share;
        }
        return -(largest + MEAN * mean) / (1 + MEAN);
    }

    private double better(int objective, double cost) {
        double[] costs = sorted[objective];
        int low = 0;
        int high = costs.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (costs[middle] < cost) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low / (double) costs.length;
    }
}
