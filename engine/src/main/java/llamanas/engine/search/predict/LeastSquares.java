package llamanas.engine.search.predict;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Linear least squares without an intercept, for small problems. */
public final class LeastSquares {
    /** Of the mean of the diagonal: enough to settle columns that say the same, too little to be seen elsewhere. */
    private static final double PENALTY = 1e-9;

    private LeastSquares() {}

    /**
     * Weights of 0 or more, one a column, with about the least squared error: as long as a weight would be negative, the column of
     * the most negative contribution is left out for good. Columns that can't be told apart share what they explain.
     * O(rows * columns^2 + columns^3) for each column that is left out, and once more.
     *
     * @param rows {@code [n][d]}
     */
    public static double[] nonNegative(double[][] rows, double[] targets) {
        double[] scales = scales(rows);
        int[] columns =
                IntStream.range(0, scales.length).filter(c -> scales[c] > 0).toArray();
        while (columns.length > 0) {
            int[] kept = columns;
            double[][] part = Arrays.stream(rows)
                    .map(row -> IntStream.of(kept)
                            .mapToDouble(c -> row[c] / scales[c])
                            .toArray())
                    .toArray(double[][]::new);
            double[] weights = solve(part, targets);
            int worst = IntStream.range(0, weights.length)
                    .reduce((a, b) -> weights[b] < weights[a] ? b : a)
                    .orElseThrow();
            if (weights[worst] >= 0) {
                double[] all = new double[scales.length];
                IntStream.range(0, kept.length).forEach(i -> all[kept[i]] = weights[i] / scales[kept[i]]);
                return all;
            }
            int left = kept[worst];
            columns = IntStream.of(kept).filter(c -> c != left).toArray();
        }
        return new double[scales.length];
    }

    /** Root of the mean square of each column. */
    private static double[] scales(double[][] rows) {
        double[] scales = new double[rows[0].length];
        for (double[] row : rows) {
            for (int c = 0; c < scales.length; c++) {
                scales[c] += row[c] * row[c] / rows.length;
            }
        }
        return Arrays.stream(scales).map(Math::sqrt).toArray();
    }

    private static double[] solve(double[][] rows, double[] targets) {
        double[][] product = Matrices.outer(Matrices.transposed(rows));
        for (int i = 0; i < product.length; i++) {
            product[i][i] += PENALTY * rows.length;
        }
        return Matrices.multiply(SymmetricInverse.of(product), Matrices.multiplyTransposed(rows, targets));
    }
}
