package llamanas.workers.gates;

/** How undecided distributions are: the mean over all genes of the entropy, nats. */
final class Entropy {
    private Entropy() {}

    static double of(double[][] probabilities) {
        double sum = 0;
        for (double[] gene : probabilities) {
            for (double p : gene) {
                sum -= p > 0 ? p * Math.log(p) : 0;
            }
        }
        return sum / probabilities.length;
    }

    /** Adds the slopes of {@code weight} times this. */
    static void addSlopes(double weight, double[][] probabilities, double[][] sums) {
        for (int gene = 0; gene < probabilities.length; gene++) {
            for (int choice = 0; choice < probabilities[gene].length; choice++) {
                double p = probabilities[gene][choice];
                sums[gene][choice] -= p > 0 ? weight * (Math.log(p) + 1) / probabilities.length : 0;
            }
        }
    }
}
