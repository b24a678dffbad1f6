package llamanas.engine.search.predict;

import java.util.Arrays;

/**
 * The free numbers of a {@link GaussianProcess}, all relative to each other: its variance is profiled out.
 *
 * <p>{@code kinds}: weight of each kind of genes
 * <p>{@code counts}: of how much genes of a kind have in common, beside what each does by itself
 * <p>{@code pairs}: of what two genes do beyond the sum of both
 * <p>{@code shares}: of what changes have in common that make up the damage; 0 where damages are not known
 * <p>{@code noise}: variance of what the genes can't explain
 */
final class KernelWeights {
    private final double[] kinds;
    private final double counts;
    private final double pairs;
    private final double shares;
    private final double noise;

    KernelWeights(double[] kinds, double counts, double pairs, double shares, double noise) {
        this.shares = shares;
        this.kinds = kinds;
        this.counts = counts;
        this.pairs = pairs;
        this.noise = noise;
    }

    double[] kinds() {
        return kinds;
    }

    double counts() {
        return counts;
    }

    double pairs() {
        return pairs;
    }

    double shares() {
        return shares;
    }

    double noise() {
        return noise;
    }

    /** Variance of the unknown mean beside that of all genes. */
    private static final double MEAN = 4;

    /** Of {@link #shares}. Products of shares are of the order of one by the number of changes; what samples tell moves it far. */
    private static final double SHARES = 1;

    private static final double LOWEST = 1e-6;
    private static final double HIGHEST = 1e3;

    /** Where the search for better ones begins. */
    static KernelWeights begin(int kinds, boolean withShares) {
        double[] equal = new double[kinds];
        Arrays.fill(equal, 1);
        return new KernelWeights(equal, 1, 0.3, withShares ? SHARES : 0, 0.01);
    }

    /** Noise is the last. */
    int count() {
        return kinds.length + 4;
    }

    double get(int index) {
        int beyond = index - kinds.length;
        return beyond < 0 ? kinds[index] : beyond == 0 ? counts : beyond == 1 ? pairs : beyond == 2 ? shares : noise;
    }

    KernelWeights scaled(int index, double factor) {
        double value = Math.min(Math.max(get(index) * factor, LOWEST), HIGHEST);
        double[] changed = kinds.clone();
        int beyond = index - kinds.length;
        if (beyond < 0) {
            changed[index] = value;
        }
        return new KernelWeights(
                changed,
                beyond == 0 ? value : counts,
                beyond == 1 ? value : pairs,
                beyond == 2 ? value : shares,
                beyond == 3 ? value : noise);
    }

    /** How far from where the search began, squared, in natural logarithms: what few samples can't tell stays as it was. */
    double distance() {
        KernelWeights begin = begin(kinds.length, shares > 0);
        double sum = 0;
        for (int i = 0; i < count(); i++) {
            double log = get(i) > 0 ? StrictMath.log(get(i) / begin.get(i)) : 0;
            sum += log * log;
        }
        return sum;
    }

    double sum() {
        return Arrays.stream(kinds).sum();
    }

    double mean() {
        return MEAN * sum();
    }

    /** The covariances {@code [a][b]} of two lists of genomes, without noise. */
    double[][] covariances(GeneKernel.Likeness likeness) {
        int rows = likeness.alike()[0].length;
        double[][] matrix = new double[rows][];
        for (int i = 0; i < rows; i++) {
            matrix[i] = row(likeness, i);
        }
        return matrix;
    }

    private double[] row(GeneKernel.Likeness likeness, int i) {
        int columns = likeness.alike()[0][i].length;
        double total = sum();
        double[] alike = new double[columns];
        double[] squares = new double[columns];
        double[] row = new double[columns];
        double[] common = likeness.shares()[i];
        Arrays.fill(row, mean());
        for (int kind = 0; kind < kinds.length; kind++) {
            double weight = kinds[kind];
            double relative = weight / total;
            double[] a = likeness.alike()[kind][i];
            double[] s = likeness.squares()[kind][i];
            double[] c = likeness.counts()[kind][i];
            for (int j = 0; j < columns; j++) {
                alike[j] += relative * a[j];
                squares[j] += relative * relative * s[j];
                row[j] += weight * (a[j] + counts * c[j]);
            }
        }
        for (int j = 0; j < columns; j++) {
            row[j] += pairs * total * (alike[j] * alike[j] - squares[j]) / 2 + shares * total * common[j];
        }
        return row;
    }
}
