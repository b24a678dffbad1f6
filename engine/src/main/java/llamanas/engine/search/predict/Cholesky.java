package llamanas.engine.search.predict;

import java.util.Optional;
import llamanas.protocol.StoppedException;

/** The lower triangle L of a symmetric positive definite matrix {@code K = L L'}, {@code [n][n]}. */
final class Cholesky {
    private final double[][] lower;

    Cholesky(double[][] lower) {
        this.lower = lower;
    }

    double[][] lower() {
        return lower;
    }

    /** O(n^3 / 3); empty where the matrix is not positive definite to rounding. */
    static Optional<Cholesky> of(double[][] matrix) {
        int n = matrix.length;
        double[][] lower = new double[n][];
        for (int i = 0; i < n; i++) {
            StoppedException.ifInterrupted();
            double[] row = new double[i + 1];
            for (int j = 0; j < i; j++) {
                row[j] = (matrix[i][j] - dot(row, lower[j], j)) / lower[j][j];
            }
            double rest = matrix[i][i] - dot(row, row, i);
            if (!(rest > 0)) {
                return Optional.empty();
            }
            row[i] = Math.sqrt(rest);
            lower[i] = row;
        }
        return Optional.of(new Cholesky(lower));
    }

    /** {@code L^-1 b}. O(n^2). */
    double[] forward(double[] b) {
        double[] x = new double[b.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = (b[i] - dot(lower[i], x, i)) / lower[i][i];
        }
        return x;
    }

    /** {@code K^-1 b}. O(n^2). */
    double[] solve(double[] b) {
        double[] x = forward(b);
        for (int i = x.length - 1; i >= 0; i--) {
            x[i] /= lower[i][i];
            for (int j = 0; j < i; j++) {
                x[j] -= lower[i][j] * x[i];
            }
        }
        return x;
    }

    /** The diagonal of {@code K^-1}. O(n^3 / 6). */
    double[] inverseDiagonal() {
        int n = lower.length;
        double[] diagonal = new double[n];
        double[] column = new double[n];
        for (int k = 0; k < n; k++) {
            column[k] = 1 / lower[k][k];
            double sum = column[k] * column[k];
            for (int i = k + 1; i < n; i++) {
                double value = 0;
                for (int j = k; j < i; j++) {
                    value -= lower[i][j] * column[j];
                }
                column[i] = value / lower[i][i];
                sum += column[i] * column[i];
            }
            diagonal[k] = sum;
        }
        return diagonal;
    }

    /** {@code log |K|}. */
    double logDeterminant() {
        double sum = 0;
        for (int i = 0; i < lower.length; i++) {
            sum += 2 * StrictMath.log(lower[i][i]);
        }
        return sum;
    }

    private static double dot(double[] a, double[] b, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
