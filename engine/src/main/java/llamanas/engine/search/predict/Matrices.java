package llamanas.engine.search.predict;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Products of dense matrices {@code [rows][columns]} and vectors. */
final class Matrices {
    private Matrices() {}

    /** {@code [rows][columns]}; a lower triangle ends at its diagonal. */
    static double[][] zeros(int rows, int columns, boolean lower) {
        return IntStream.range(0, rows)
                .mapToObj(row -> new double[lower ? row + 1 : columns])
                .toArray(double[][]::new);
    }

    static double dot(double[] a, double[] b) {
        double total = 0;
        for (int i = 0; i < a.length; i++) {
            total += a[i] * b[i];
        }
        return total;
    }

    static double squaredDistance(double[] a, double[] b) {
        double total = 0;
        for (int i = 0; i < a.length; i++) {
            total += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return total;
    }

    static double[] multiply(double[][] matrix, double[] vector) {
        return Arrays.stream(matrix).mapToDouble(row -> dot(row, vector)).toArray();
    }

    /** The product of the transposed matrix, which has rows, with a vector. */
    static double[] multiplyTransposed(double[][] matrix, double[] vector) {
        double[] product = new double[matrix[0].length];
        for (int row = 0; row < matrix.length; row++) {
            for (int column = 0; column < product.length; column++) {
                product[column] += matrix[row][column] * vector[row];
            }
        }
        return product;
    }

    /** The products of all pairs of rows. */
    static double[][] outer(double[][] matrix) {
        double[][] product = new double[matrix.length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j <= i; j++) {
                product[i][j] = dot(matrix[i], matrix[j]);
                product[j][i] = product[i][j];
            }
        }
        return product;
    }

    static double[][] transposed(double[][] matrix) {
        double[][] transposed = new double[matrix[0].length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < transposed.length; j++) {
                transposed[j][i] = matrix[i][j];
            }
        }
        return transposed;
    }

    static double mean(double[] values) {
        double total = 0;
        for (double value : values) {
            total += value;
        }
        return values.length == 0 ? 0 : total / values.length;
    }
}
