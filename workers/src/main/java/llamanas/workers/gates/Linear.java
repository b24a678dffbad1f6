package llamanas.workers.gates;

import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The expectation of something that depends on one gene alone, or on none.
 *
 * @param gene index of the gene; negative where it is a constant
 * @param values by choice; of a constant, one
 */
@SuppressWarnings("ArrayRecordComponent") // made and read within this package; nobody compares them
record Linear(int gene, double[] values) {
    static Linear constant(double value) {
        return new Linear(-1, new double[] {value});
    }

    /** @param value of each choice */
    static Linear of(int gene, int choices, IntToDoubleFunction value) {
        return new Linear(gene, IntStream.range(0, choices).mapToDouble(value).toArray());
    }

    /** @param probabilities {@code [gene][choice]} */
    double at(double[][] probabilities) {
        if (gene < 0) {
            return values[0];
        }
        double sum = 0;
        for (int choice = 0; choice < values.length; choice++) {
            sum += probabilities[gene][choice] * values[choice];
        }
        return sum;
    }

    /** Adds what a slope of this says of the probabilities. */
    void addSlope(double slope, double[][] sums) {
        for (int choice = 0; gene >= 0 && choice < values.length; choice++) {
            sums[gene][choice] += slope * values[choice];
        }
    }

    /** The same for a slope of the product of two. */
    static void addProductSlope(Linear a, Linear b, double slope, double[][] probabilities, double[][] sums) {
        a.addSlope(slope * b.at(probabilities), sums);
        b.addSlope(slope * a.at(probabilities), sums);
    }
}
