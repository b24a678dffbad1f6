package llamanas.engine.search.strategy;

import java.util.Arrays;
import java.util.Optional;

/** Small dense systems of equations. */
final class LinearSystem {
    /** Pivots below this, where coefficients are of the order of 1, come from rounding. */
    private static final double SINGULAR = 1e-10;

    private LinearSystem() {}

    /**
     * Gaussian elimination with partial pivoting; empty where the rows are not independent. O(n^3).
     *
     * @param coefficients {@code [n][n]}, stays as it is
     * @param right {@code [n]}
     */
    static Optional<double[]> solve(double[][] coefficients, double[] right) {
        int n = right.length;
        double[][] rows = new double[n][];
        Arrays.setAll(rows, i -> Arrays.copyOf(coefficients[i], n + 1));
        for (int i = 0; i < n; i++) {
            rows[i][n] = right[i];
        }
        for (int column = 0; column < n; column++) {
            pivot(rows, column);
            if (Math.abs(rows[column][column]) < SINGULAR) {
                return Optional.empty();
            }
            eliminate(rows, column);
        }
        double[] solution = new double[n];
        Arrays.setAll(solution, i -> rows[i][n] / rows[i][i]);
        return Optional.of(solution);
    }

    private static void pivot(double[][] rows, int column) {
        int largest = column;
        for (int i = column + 1; i < rows.length; i++) {
            largest = Math.abs(rows[i][column]) > Math.abs(rows[largest][column]) ? i : largest;
        }
        double[] row = rows[largest];
        rows[largest] = rows[column];
        rows[column] = row;
    }

    private static void eliminate(double[][] rows, int column) {
        for (int i = 0; i < rows.length; i++) {
            double factor = i == column ? 0 : rows[i][column] / rows[column][column];
            for (int k = column; factor != 0 && k <= rows.length; k++) {
                rows[i][k] -= factor * rows[column][k];
            }
        }
    }
}
