package llamanas.engine.search.predict;

import static llamanas.engine.search.predict.Matrices.dot;
import static llamanas.engine.search.predict.Matrices.multiply;
import static llamanas.engine.search.predict.Matrices.multiplyTransposed;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Ridge regression in closed form. The rows are prepared once, for any number of targets; each target then gets the penalty
 * with the smallest leave-one-out error, which the leverages give without fitting again.
 *
 * <p>With n rows of d columns, X centred and y standardised, the weights are {@code (X'X + cI)^-1 X'y} or, equally,
 * {@code X'(XX' + cI)^-1 y}; whichever matrix is smaller is inverted: O(min(n, d)^3) a penalty.
 */
public final class RidgeDesign {
    private static final double[] PENALTIES = {1e-3, 1e-2, 1e-1, 1, 10, 100, 1000};

    private final double[] means;
    private final double[][] centred;
    private final boolean dual;
    private final List<Solution> solutions;

    /** A fitted linear function. */
    public static final class Fit {
        private final double intercept;
        private final double[] weights;
        private final double[] leaveOneOut;

        Fit(double intercept, double[] weights, double[] leaveOneOut) {
            this.intercept = intercept;
            this.weights = weights;
            this.leaveOneOut = leaveOneOut;
        }

        public double predict(double[] row) {
            return intercept + dot(weights, row);
        }

        public double intercept() {
            return intercept;
        }

        /** Of the columns. */
        public double[] weights() {
            return weights.clone();
        }

        /** What each row is predicted as by the function fitted to all the others. */
        public double[] leaveOneOut() {
            return leaveOneOut.clone();
        }
    }

    /** The inverse for one penalty, and how much each sample's own target weighs in its fitted value. */
    private static final class Solution {
        private final double[][] inverse;
        private final double[] leverage;

        Solution(double[][] inverse, double[] leverage) {
            this.inverse = inverse;
            this.leverage = leverage;
        }
    }

    /**
     * Prepares rows.
     *
     * @param rows {@code [n][d]}
     */
    public RidgeDesign(double[][] rows) {
        means = new double[rows[0].length];
        for (double[] row : rows) {
            for (int column = 0; column < means.length; column++) {
                means[column] += row[column] / rows.length;
            }
        }
        centred = Arrays.stream(rows).map(this::centred).toArray(double[][]::new);
        dual = rows.length <= means.length;
        double[][] product = Matrices.outer(dual ? centred : Matrices.transposed(centred));
        solutions = DoubleStream.of(PENALTIES).mapToObj(c -> solve(product, c)).toList();
    }

    private double[] centred(double[] row) {
        double[] difference = row.clone();
        for (int column = 0; column < difference.length; column++) {
            difference[column] -= means[column];
        }
        return difference;
    }

    /** The function of one target a row. */
    public Fit fit(double[] targets) {
        double mean = Matrices.mean(targets);
        double variance = Matrices.mean(
                Arrays.stream(targets).map(t -> (t - mean) * (t - mean)).toArray());
        double unit = variance > 0 ? Math.sqrt(variance) : 1;
        double[] standard = Arrays.stream(targets).map(t -> (t - mean) / unit).toArray();
        double[] bestWeights = new double[means.length];
        double[] bestLeftOut = standard;
        double bestError = Double.POSITIVE_INFINITY;
        for (Solution solution : solutions) {
            double[] weights = weights(solution, standard);
            double[] leftOut = leaveOneOut(solution, weights, standard);
            double error = Matrices.squaredDistance(leftOut, standard);
            if (error < bestError) {
                bestError = error;
                bestWeights = weights;
                bestLeftOut = leftOut;
            }
        }
        return new Fit(
                mean - unit * dot(bestWeights, means),
                Arrays.stream(bestWeights).map(w -> w * unit).toArray(),
                Arrays.stream(bestLeftOut).map(p -> mean + unit * p).toArray());
    }

    private double[] weights(Solution solution, double[] targets) {
        return dual
                ? multiplyTransposed(centred, multiply(solution.inverse, targets))
                : multiply(solution.inverse, multiplyTransposed(centred, targets));
    }

    /** Prediction of each row without it; the intercept is left out and fitted again too, hence 1 / n. */
    private double[] leaveOneOut(Solution solution, double[] weights, double[] targets) {
        int n = targets.length;
        double[] leftOut = new double[n];
        for (int i = 0; i < n; i++) {
            double residual = targets[i] - dot(weights, centred[i]);
            double others = Math.max(1 - 1.0 / n - solution.leverage[i], 1e-9);
            leftOut[i] = targets[i] - residual / others;
        }
        return leftOut;
    }

    private Solution solve(double[][] product, double penalty) {
        double[][] matrix = Arrays.stream(product).map(double[]::clone).toArray(double[][]::new);
        for (int i = 0; i < matrix.length; i++) {
            matrix[i][i] += penalty;
        }
        double[][] inverse = SymmetricInverse.of(matrix);
        double[] leverage = new double[centred.length];
        Arrays.setAll(
                leverage, i -> dual ? 1 - penalty * inverse[i][i] : dot(centred[i], multiply(inverse, centred[i])));
        return new Solution(inverse, leverage);
    }
}
