package llamanas.engine.search.predict;

/** Inverts symmetric positive definite matrices by Cholesky decomposition. */
final class SymmetricInverse {
    private SymmetricInverse() {}

    /**
     * The inverse of {@code matrix [n][n]}, of which only the lower triangle is read. O(n^3).
     *
     * @throws ArithmeticException where the matrix is not positive definite
     */
    static double[][] of(double[][] matrix) {
        double[][] lower = invertedFactor(factor(matrix));
        int n = matrix.length;
        double[][] inverse = new double[n][n];
        // A = L L^T, so the inverse is L^-T L^-1; row k of L^-1 adds its outer product.
        for (int k = 0; k < n; k++) {
            for (int i = 0; i <= k; i++) {
                double scale = lower[k][i];
                for (int j = 0; j <= k; j++) {
                    inverse[i][j] += scale * lower[k][j];
                }
            }
        }
        return inverse;
    }

    private static double[][] factor(double[][] matrix) {
        int n = matrix.length;
        double[][] lower = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = matrix[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= lower[i][k] * lower[j][k];
                }
                lower[i][j] = i == j ? root(sum) : sum / lower[j][j];
            }
        }
        return lower;
    }

    private static double root(double pivot) {
        if (!(pivot > 0)) {
            throw new ArithmeticException("matrix is not positive definite: pivot " + pivot);
        }
        return Math.sqrt(pivot);
    }

    private static double[][] invertedFactor(double[][] lower) {
        int n = lower.length;
        double[][] inverse = new double[n][n];
        for (int i = 0; i < n; i++) {
            double scale = 1 / lower[i][i];
            for (int k = 0; k < i; k++) {
                for (int j = 0; j <= k; j++) {
                    inverse[i][j] -= lower[i][k] * inverse[k][j] * scale;
                }
            }
            inverse[i][i] = scale;
        }
        return inverse;
    }
}
