package llamanas.workers.gates;

import java.util.Arrays;

/** The logits of all genes' choices, {@code [gene][choice]}, which Adam (arXiv 1412.6980) changes. */
final class Logits {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.99;
    private static final double EPSILON = 1e-8;
    /** Head start of a gene's last choice over the one before it, and so on: training begins at mostly large networks. */
    private static final double HEAD_START = 1;

    private final double[][] values;
    private final double[][] firstMoments;
    private final double[][] secondMoments;
    private int steps;

    /** @param choices of each gene, ascending in size */
    Logits(int[] choices) {
        values = new double[choices.length][];
        firstMoments = zeros(choices);
        secondMoments = zeros(choices);
        for (int gene = 0; gene < choices.length; gene++) {
            values[gene] = new double[choices[gene]];
            Arrays.setAll(values[gene], choice -> HEAD_START * choice);
        }
    }

    private static double[][] zeros(int[] choices) {
        return Arrays.stream(choices).mapToObj(double[]::new).toArray(double[][]::new);
    }

    /** Softmax of each gene. */
    double[][] probabilities(double temperature) {
        return Arrays.stream(values).map(gene -> softmax(gene, temperature)).toArray(double[][]::new);
    }

    private static double[] softmax(double[] logits, double temperature) {
        double largest = Arrays.stream(logits).max().orElse(0);
        double[] shares = Arrays.stream(logits)
                .map(logit -> Math.exp((logit - largest) / temperature))
                .toArray();
        double sum = Arrays.stream(shares).sum();
        return Arrays.stream(shares).map(share -> share / sum).toArray();
    }

    /**
     * One step of Adam.
     *
     * @param probabilities those of this temperature
     * @param slopes of the loss by them
     */
    void step(double[][] probabilities, double[][] slopes, double temperature, double rate) {
        steps++;
        for (int gene = 0; gene < values.length; gene++) {
            double mean = 0;
            for (int choice = 0; choice < values[gene].length; choice++) {
                mean += probabilities[gene][choice] * slopes[gene][choice];
            }
            for (int choice = 0; choice < values[gene].length; choice++) {
                double slope = probabilities[gene][choice] * (slopes[gene][choice] - mean) / temperature;
                values[gene][choice] -= rate * adam(firstMoments[gene], secondMoments[gene], choice, slope);
            }
        }
    }

    private double adam(double[] first, double[] second, int at, double slope) {
        first[at] = BETA1 * first[at] + (1 - BETA1) * slope;
        second[at] = BETA2 * second[at] + (1 - BETA2) * slope * slope;
        double mean = first[at] / (1 - Math.pow(BETA1, steps));
        double square = second[at] / (1 - Math.pow(BETA2, steps));
        return mean / (Math.sqrt(square) + EPSILON);
    }
}
