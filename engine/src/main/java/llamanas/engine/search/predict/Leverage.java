package llamanas.engine.search.predict;

import java.util.Arrays;

/**
 * How far genomes are from those that were learned from: large where choices were seen seldom or never. The variance of a
 * Bayesian linear regression's prediction in units of that of the noise, {@code x' (X'X + cI)^-1 x} for a centred row x.
 */
final class Leverage {
    /** c: variance of the noise in units of that of a weight. Measurements repeat to the last digit or nearly so. */
    private static final double NOISE = 0.01;

    private final Encoding encoding;
    private final double[] means;
    private final double[][] inverse;
    private final double[] leftOut;
    /** Standard deviation of a weight where targets have variance 1. */
    private final double weight;

    /**
     * Of samples {@code [n][genes]}: O(n d^2 + d^3) for d columns of the encoding.
     */
    Leverage(Encoding encoding, int[][] genomes) {
        this.encoding = encoding;
        double[][] rows = Arrays.stream(genomes).map(encoding::row).toArray(double[][]::new);
        means = Arrays.stream(Matrices.transposed(rows))
                .mapToDouble(Matrices::mean)
                .toArray();
        for (double[] row : rows) {
            centre(row);
        }
        double squares = Arrays.stream(rows)
                .mapToDouble(row -> Matrices.dot(row, row))
                .average()
                .orElse(0);
        weight = squares > 0 ? 1 / Math.sqrt(squares) : 1;
        double[][] product = Matrices.outer(Matrices.transposed(rows));
        for (int column = 0; column < product.length; column++) {
            product[column][column] += NOISE;
        }
        inverse = SymmetricInverse.of(product);
        leftOut = Arrays.stream(rows)
                .mapToDouble(row -> {
                    double with = of(row);
                    return Math.sqrt(with / (1 - with) + 1.0 / rows.length);
                })
                .toArray();
    }

    /** The standard deviation at each of {@code [n][genes]}. O(d^2) each. */
    double[] deviations(int[][] genomes) {
        double constant = 1.0 / leftOut.length;
        return Arrays.stream(genomes)
                .mapToDouble(genome -> {
                    double[] row = encoding.row(genome);
                    centre(row);
                    return Math.sqrt(of(row) + constant);
                })
                .toArray();
    }

    /** The standard deviation at each sample, had it not been learned from. */
    double[] leftOut() {
        return leftOut.clone();
    }

    /**
     * What is not known of each of {@code [n][genes]} at all, since nothing like it was learned from: the standard deviation that is
     * left of weights drawn at random, for targets of variance 1. Cross-validation can't tell: it sees what was learned from.
     */
    double[] doubts(int[][] genomes) {
        return Arrays.stream(deviations(genomes))
                .map(d -> weight * Math.sqrt(NOISE) * d)
                .toArray();
    }

    private void centre(double[] row) {
        for (int column = 0; column < row.length; column++) {
            row[column] -= means[column];
        }
    }

    private double of(double[] centred) {
        return Matrices.dot(centred, Matrices.multiply(inverse, centred));
    }
}
