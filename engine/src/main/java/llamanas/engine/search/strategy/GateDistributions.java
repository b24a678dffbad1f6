package llamanas.engine.search.strategy;

import java.util.Arrays;
import java.util.List;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.Gates;
import llamanas.protocol.space.Genome;

/** Independent distributions of all genes along a sweep of gates, from its first point at position 0 to its last at 1. */
final class GateDistributions {
    /** So that a choice which the gates gave up can be drawn at some temperature. */
    private static final double LEAST = 1e-9;

    /** {@code [point][gene][choice]}, logarithms of the probabilities. */
    private final double[][][] logits;

    /** @param points one at least, of as many genes each */
    GateDistributions(List<Gates.Point> points) {
        logits = points.stream().map(GateDistributions::logits).toArray(double[][][]::new);
    }

    private static double[][] logits(Gates.Point point) {
        return point.probabilities().stream()
                .map(gene -> gene.stream()
                        .mapToDouble(p -> Math.log(Math.max(p, LEAST)))
                        .toArray())
                .toArray(double[][]::new);
    }

    /** The most probable genome of each point, in the order of the sweep; of choices alike, the last one. */
    List<Genome> mostProbable() {
        return Arrays.stream(logits)
                .map(point -> Genome.of(
                        Arrays.stream(point).mapToInt(GateDistributions::best).toArray()))
                .toList();
    }

    private static int best(double[] logits) {
        int best = 0;
        for (int choice = 1; choice < logits.length; choice++) {
            best = logits[choice] >= logits[best] ? choice : best;
        }
        return best;
    }

    /**
     * A genome from the distribution at a position. Between two points it is their weighted geometric mean.
     *
     * @param position 0 to 1
     * @param temperature 1 = as trained; above, more uniform
     */
    Genome draw(double position, double temperature, Randomness random) {
        double place = position * (logits.length - 1);
        int low = Math.min((int) place, Math.max(0, logits.length - 2));
        int high = Math.min(low + 1, logits.length - 1);
        double share = place - low;
        int[] values = new int[logits[0].length];
        for (int gene = 0; gene < values.length; gene++) {
            values[gene] = draw(logits[low][gene], logits[high][gene], share, temperature, random);
        }
        return Genome.of(values);
    }

    private static int draw(double[] low, double[] high, double share, double temperature, Randomness random) {
        double[] weights = new double[low.length];
        double largest = Double.NEGATIVE_INFINITY;
        for (int choice = 0; choice < weights.length; choice++) {
            weights[choice] = ((1 - share) * low[choice] + share * high[choice]) / temperature;
            largest = Math.max(largest, weights[choice]);
        }
        double sum = 0;
        for (int choice = 0; choice < weights.length; choice++) {
            weights[choice] = Math.exp(weights[choice] - largest);
            sum += weights[choice];
        }
        double left = random.nextDouble() * sum;
        for (int choice = 0; choice < weights.length - 1; choice++) {
            left -= weights[choice];
            if (left < 0) {
                return choice;
            }
        }
        return weights.length - 1;
    }
}
