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
    public final class Fit {
        private final double intercept;
        private final double[] weights;
        private final double[] leaveOneOut;
        private final Solution solution;
        private final double noise;

        private Fit(double intercept, double[] weights, double[] leaveOneOut, Solution solution, double[] targets) {
            this.intercept = intercept;
            this.weights = weights;
            this.leaveOneOut = leaveOneOut;
            this.solution = solution;
            double squares = 0;
            for (int i = 0; i < targets.length; i++) {
                double error = targets[i] - leaveOneOut[i];
                squares += error * error * others(solution, i);
            }
            this.noise = squares / targets.length;
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

        /**
         * The standard error of the prediction of a row that was not learned from: of the function and of what it leaves over, by what
         * left-out rows say. O(d^2), or O(n d) where there are fewer rows than columns.
         */
        double standardError(double[] row) {
            return Math.sqrt(noise * (1 + 1.0 / centred.length + leverage(solution, centred(row))));
        }

        /** Rows less what the function has adapted to them: the trace of its hat matrix. */
        double degreesOfFreedom() {
            return centred.length - 1 - DoubleStream.of(solution.leverage).sum();
        }
    }

    /** The inverse for one penalty, and how much each sample's own target weighs in its fitted value. */
    private static final class Solution {
        private final double penalty;
        private final double[][] inverse;
        private final double[] leverage;

        Solution(double penalty, double[][] inverse, double[] leverage) {
            this.penalty = penalty;
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
        Solution best = solutions.get(solutions.size() - 1);
        double bestError = Double.POSITIVE_INFINITY;
        for (Solution solution : solutions) {
            double[] weights = weights(solution, standard);
            double[] leftOut = leaveOneOut(solution, weights, standard);
            double error = Matrices.squaredDistance(leftOut, standard);
            if (error < bestError) {
                bestError = error;
                best = solution;
                bestWeights = weights;
                bestLeftOut = leftOut;
            }
        }
        return new Fit(
                mean - unit * dot(bestWeights, means),
                Arrays.stream(bestWeights).map(w -> w * unit).toArray(),
                Arrays.stream(bestLeftOut).map(p -> mean + unit * p).toArray(),
                best,
                targets);
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
            leftOut[i] = targets[i] - residual / others(solution, i);
        }
        return leftOut;
    }

    /** How much all other samples weigh in the fitted value of one. */
    private double others(Solution solution, int sample) {
        return Math.max(1 - 1.0 / centred.length - solution.leverage[sample], 1e-9);
    }

    /** {@code x' (X'X + cI)^-1 x}; where there are fewer rows than columns by way of {@code (XX' + cI)^-1} (Woodbury). */
    private double leverage(Solution solution, double[] row) {
        if (!dual) {
            return dot(row, multiply(solution.inverse, row));
        }
        double[] products = multiply(centred, row);
        return Math.max(0, dot(row, row) - dot(products, multiply(solution.inverse, products))) / solution.penalty;
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
        return new Solution(penalty, inverse, leverage);
    }
}
