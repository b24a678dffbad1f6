package llamanas.engine.search.strategy;

import java.util.Arrays;
import java.util.stream.IntStream;
import llamanas.protocol.Randomness;
import llamanas.protocol.space.Genome;

/**
 * Policies that draw each gene from a distribution of its own, the softmax of logits: one policy a preference among the
 * objectives, with logits that are the sum of shared ones and of its own. They begin uniform.
 */
final class PreferencePolicies {
    private final double[][] shared;
    private final double[][][] own;

    PreferencePolicies(int preferences, int[] choices) {
        shared = zeros(choices);
        own = IntStream.range(0, preferences).mapToObj(p -> zeros(choices)).toArray(double[][][]::new);
    }

    int count() {
        return own.length;
    }

    Genome draw(int preference, Randomness random) {
        double[][] probabilities = probabilities(preference);
        return Genome.of(
                Arrays.stream(probabilities).mapToInt(p -> draw(p, random)).toArray());
    }

    /** {@code [gene][choice]}. */
    double[][] probabilities(int preference) {
        double[][] probabilities = new double[shared.length][];
        for (int gene = 0; gene < shared.length; gene++) {
            probabilities[gene] = softmax(shared[gene], own[preference][gene]);
        }
        return probabilities;
    }

    /** Goes along a gradient {@code [preference][gene][choice]}: each preference by its own, what is shared by their mean. */
    void step(double[][][] gradient, double rate) {
        for (int preference = 0; preference < own.length; preference++) {
            add(own[preference], gradient[preference], rate);
            add(shared, gradient[preference], rate / own.length);
        }
    }

    static double[][] zeros(int[] choices) {
        return Arrays.stream(choices).mapToObj(double[]::new).toArray(double[][]::new);
    }

    private static void add(double[][] to, double[][] added, double factor) {
        for (int gene = 0; gene < to.length; gene++) {
            for (int choice = 0; choice < to[gene].length; choice++) {
                to[gene][choice] += factor * added[gene][choice];
            }
        }
    }

    private static double[] softmax(double[] a, double[] b) {
        double[] values =
                IntStream.range(0, a.length).mapToDouble(i -> a[i] + b[i]).toArray();
        double largest = Arrays.stream(values).max().orElse(0);
        double[] powers =
                Arrays.stream(values).map(v -> StrictMath.exp(v - largest)).toArray();
        double sum = Arrays.stream(powers).sum();
        return Arrays.stream(powers).map(p -> p / sum).toArray();
    }

    private static int draw(double[] probabilities, Randomness random) {
        double left = random.nextDouble();
        for (int choice = 0; choice < probabilities.length - 1; choice++) {
            left -= probabilities[choice];
            if (left < 0) {
                return choice;
            }
        }
        return probabilities.length - 1;
    }
}
