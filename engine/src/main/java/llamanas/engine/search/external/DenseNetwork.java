package llamanas.engine.search.external;

import java.util.Arrays;
import java.util.List;

/** Dense layers with a ReLU after each but the last. Immutable. */
public final class DenseNetwork {
    private final double[][][] weights;
    private final double[][] biases;

    /**
     * A network.
     *
     * @param weights {@code [layer][output][input]}
     * @param biases {@code [layer][output]}
     */
    public DenseNetwork(List<List<List<Double>>> weights, List<List<Double>> biases) {
        this.weights = weights.stream().map(DenseNetwork::matrix).toArray(double[][][]::new);
        this.biases = matrix(biases);
    }

    private static double[][] matrix(List<List<Double>> rows) {
        return rows.stream()
                .map(row -> row.stream().mapToDouble(x -> x).toArray())
                .toArray(double[][]::new);
    }

    /** Whether every layer takes what the one before it gives, from so many inputs to a single output. */
    public boolean fits(int inputs) {
        int width = inputs;
        for (int layer = 0; layer < weights.length; layer++) {
            int in = width;
            int out = weights[layer].length;
            if (layer >= biases.length
                    || biases[layer].length != out
                    || !Arrays.stream(weights[layer]).allMatch(row -> row.length == in)) {
                return false;
            }
            width = out;
        }
        return width == 1 && biases.length == weights.length;
    }

    /** The output for an input {@code [inputs]}. O(weights). */
    public double of(double[] input) {
        double[] x = input;
        for (int layer = 0; layer < weights.length; layer++) {
            x = layer(layer, x);
        }
        return x[0];
    }

    private double[] layer(int layer, double[] x) {
        double[] y = biases[layer].clone();
        for (int out = 0; out < y.length; out++) {
            double[] row = weights[layer][out];
            for (int in = 0; in < row.length; in++) {
                y[out] += row[in] * x[in];
            }
            y[out] = layer < weights.length - 1 ? Math.max(y[out], 0) : y[out];
        }
        return y;
    }
}
