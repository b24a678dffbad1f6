package llamanas.engine.search.predict;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import llamanas.protocol.space.Genome;

/**
 * Ridge regression on one-hot genes in closed form. The samples are prepared once, for any number of targets; each target
 * then gets the penalty with the smallest leave-one-out error, which the leverages give without fitting again.
 *
 * <p>With n samples and d one-hot columns, X centred and y standardised, the weights are {@code (X'X + cI)^-1 X'y} or, equally,
 * {@code X'(XX' + cI)^-1 y}; whichever matrix is smaller is inverted: O(min(n, d)^3) a penalty.
 */
final class RidgeDesign {
    private static final double[] PENALTIES = {1e-3, 1e-2, 1e-1, 1, 10, 100, 1000};

    private final int[][] columns;
    private final int[] offsets;
    private final double[] means;
    private final boolean dual;
    private final List<Solution> solutions;

    /** The inverse for one penalty, and how much each sample's own target weighs in its fitted value. */
    private static final class Solution {
        private final double[][] inverse;
        private final double[] leverage;

        Solution(double[][] inverse, double[] leverage) {
            this.inverse = inverse;
            this.leverage = leverage;
        }
    }

    RidgeDesign(int[] choices, List<Genome> samples) {
        offsets = new int[choices.length + 1];
        for (int gene = 0; gene < choices.length; gene++) {
            offsets[gene + 1] = offsets[gene] + choices[gene];
        }
        columns = samples.stream().map(this::columns).toArray(int[][]::new);
        means = new double[offsets[choices.length]];
        for (int[] row : columns) {
            for (int column : row) {
                means[column] += 1.0 / columns.length;
            }
        }
        dual = columns.length <= means.length;
        double[][] product = dual ? outerProduct() : innerProduct();
        solutions = DoubleStream.of(PENALTIES).mapToObj(c -> solve(product, c)).toList();
    }

    /** Number of choices of each gene. */
    int[] choices() {
        return IntStream.range(0, offsets.length - 1)
                .map(gene -> offsets[gene + 1] - offsets[gene])
                .toArray();
    }

    /** The model of one target value a sample. */
    Ridge fit(double[] targets) {
        double mean = Arrays.stream(targets).average().orElse(0);
        double variance = Arrays.stream(targets)
                .map(t -> (t - mean) * (t - mean))
                .average()
                .orElse(0);
        double unit = variance > 0 ? Math.sqrt(variance) : 1;
        double[] standard = Arrays.stream(targets).map(t -> (t - mean) / unit).toArray();
        double[] bestWeights = new double[means.length];
        double[] bestLeftOut = standard;
        double bestError = Double.POSITIVE_INFINITY;
        for (Solution solution : solutions) {
            double[] weights = weights(solution, standard);
            double[] leftOut = leaveOneOut(solution, weights, standard);
            double error = squaredDistance(leftOut, standard);
            if (error < bestError) {
                bestError = error;
                bestWeights = weights;
                bestLeftOut = leftOut;
            }
        }
        return inOriginalUnits(bestWeights, bestLeftOut, mean, unit);
    }

    private Ridge inOriginalUnits(double[] weights, double[] leftOut, double mean, double unit) {
        double[][] byGene = new double[offsets.length - 1][];
        for (int gene = 0; gene < byGene.length; gene++) {
            byGene[gene] = Arrays.stream(weights, offsets[gene], offsets[gene + 1])
                    .map(w -> w * unit)
                    .toArray();
        }
        double intercept = mean - unit * dot(weights, means);
        return new Ridge(
                intercept,
                byGene,
                Arrays.stream(leftOut).map(p -> mean + unit * p).toArray());
    }

    private double[] weights(Solution solution, double[] targets) {
        return dual ? project(multiply(solution.inverse, targets)) : multiply(solution.inverse, project(targets));
    }

    /** Prediction of each sample without it; the intercept is left out and fitted again too, hence 1 / n. */
    private double[] leaveOneOut(Solution solution, double[] weights, double[] targets) {
        int n = targets.length;
        double shift = dot(weights, means);
        double[] leftOut = new double[n];
        for (int i = 0; i < n; i++) {
            double residual = targets[i] - (sum(weights, columns[i]) - shift);
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
        double[] leverage = new double[columns.length];
        if (dual) {
            Arrays.setAll(leverage, i -> 1 - penalty * inverse[i][i]);
        } else {
            double[] centre = multiply(inverse, means);
            double constant = dot(centre, means);
            Arrays.setAll(leverage, i -> quadratic(inverse, columns[i]) - 2 * sum(centre, columns[i]) + constant);
        }
        return new Solution(inverse, leverage);
    }

    /** X'X of the centred samples, {@code [d][d]}. */
    private double[][] innerProduct() {
        double[][] product = new double[means.length][means.length];
        for (int[] row : columns) {
            for (int a : row) {
                for (int b : row) {
                    product[a][b]++;
                }
            }
        }
        for (int a = 0; a < product.length; a++) {
            for (int b = 0; b < product.length; b++) {
                product[a][b] -= columns.length * means[a] * means[b];
            }
        }
        return product;
    }

    /** XX' of the centred samples, {@code [n][n]}: how many genes two samples share, less what either shares on average. */
    private double[][] outerProduct() {
        double[] average =
                Arrays.stream(columns).mapToDouble(row -> sum(means, row)).toArray();
        double constant = dot(means, means);
        double[][] product = new double[columns.length][columns.length];
        for (int i = 0; i < columns.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                product[i][j] = shared(columns[i], columns[j]) - average[i] - average[j] + constant;
            }
        }
        return product;
    }

    /** X'v of the centred samples. */
    private double[] project(double[] values) {
        double total = Arrays.stream(values).sum();
        double[] projected = Arrays.stream(means).map(m -> -m * total).toArray();
        for (int i = 0; i < values.length; i++) {
            for (int column : columns[i]) {
                projected[column] += values[i];
            }
        }
        return projected;
    }

    private int[] columns(Genome genome) {
        int[] row = new int[genome.size()];
        Arrays.setAll(row, gene -> offsets[gene] + genome.get(gene));
        return row;
    }

    private static int shared(int[] a, int[] b) {
        int count = 0;
        for (int i = 0; i < a.length; i++) {
            count += a[i] == b[i] ? 1 : 0;
        }
        return count;
    }

    private static double quadratic(double[][] matrix, int[] ones) {
        double total = 0;
        for (int row : ones) {
            total += sum(matrix[row], ones);
        }
        return total;
    }

    private static double sum(double[] values, int[] at) {
        double total = 0;
        for (int index : at) {
            total += values[index];
        }
        return total;
    }

    private static double[] multiply(double[][] matrix, double[] vector) {
        return Arrays.stream(matrix).mapToDouble(row -> dot(row, vector)).toArray();
    }

    private static double dot(double[] a, double[] b) {
        double total = 0;
        for (int i = 0; i < a.length; i++) {
            total += a[i] * b[i];
        }
        return total;
    }

    private static double squaredDistance(double[] a, double[] b) {
        double total = 0;
        for (int i = 0; i < a.length; i++) {
            total += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return total;
    }
}
