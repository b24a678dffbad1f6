package llamanas.engine.search.predict;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The free numbers of a {@link GaussianProcess}, all relative to each other: its variance is profiled out. A weight for each kind of
 * genes, and then
 * <ul>
 *   <li>counts: of how much genes of a kind have in common, beside what each does by itself
 *   <li>pairs: of what two genes do beyond the sum of both
 *   <li>shares: of what changes have in common that make up the damage, see {@link DamageFeatures}
 *   <li>interplay: of what two such changes do beyond the sum of both
 *   <li>size: of the logarithm of the sum of damages
 *   <li>noise: variance of what the genes can't explain
 * </ul>
 * Those of damages are 0 where damages are not known.
 */
final class KernelWeights {
    private static final int COUNTS = 0;
    private static final int PAIRS = 1;
    private static final int SHARES = 2;
    private static final int INTERPLAY = 3;
    private static final int SIZE = 4;
    private static final int NOISE = 5;

    /** Where the search for better ones begins, behind the kinds of genes. */
    private static final double[] WITHOUT_DAMAGES = {1, 0.3, 0, 0, 0, 0.01};

    private static final double[] WITH_DAMAGES = {1, 0.3, 1, 0.3, 0.4, 0.01};

    /** Variance of the unknown mean beside that of all genes. */
    private static final double MEAN = 4;

    private static final double LOWEST = 1e-6;
    private static final double HIGHEST = 1e3;

    private final double[] values;
    private final double[] begin;
    private final int kinds;
    private final double sum;

    private KernelWeights(double[] values, double[] begin) {
        this.values = values;
        this.begin = begin;
        this.kinds = begin.length - WITH_DAMAGES.length;
        this.sum = Arrays.stream(values, 0, kinds).sum();
    }

    /** Where the search for better ones begins. */
    static KernelWeights begin(int kinds, boolean withDamages) {
        double[] others = withDamages ? WITH_DAMAGES : WITHOUT_DAMAGES;
        double[] begin = new double[kinds + others.length];
        Arrays.fill(begin, 0, kinds, 1);
        System.arraycopy(others, 0, begin, kinds, others.length);
        return new KernelWeights(begin, begin);
    }

    /** Noise is the last. */
    int count() {
        return values.length;
    }

    double get(int index) {
        return values[index];
    }

    KernelWeights scaled(int index, double factor) {
        double[] changed = values.clone();
        changed[index] = Math.min(Math.max(values[index] * factor, LOWEST), HIGHEST);
        return new KernelWeights(changed, begin);
    }

    KernelWeights withMoreNoise(double factor) {
        return scaled(kinds + NOISE, factor);
    }

    double kind(int kind) {
        return values[kind];
    }

    double counts() {
        return values[kinds + COUNTS];
    }

    double pairs() {
        return values[kinds + PAIRS];
    }

    /** Variance of a change that makes up the whole damage. */
    double shares() {
        return values[kinds + SHARES] * sum;
    }

    /** Variance of a pair of changes that make up the whole damage. */
    double interplay() {
        return values[kinds + INTERPLAY] * sum;
    }

    /** Variance of damages that are e times as large. */
    double size() {
        return values[kinds + SIZE] * sum;
    }

    /** Variance of what the genes can't explain. */
    double noise() {
        return values[kinds + NOISE] * sum;
    }

    /** Of the kinds of genes. */
    double sum() {
        return sum;
    }

    /** Variance of the unknown mean. */
    double mean() {
        return MEAN * sum;
    }

    /** How far from where the search began, squared, in natural logarithms: what few samples can't tell stays as it was. */
    double distance() {
        return IntStream.range(0, values.length)
                .filter(i -> begin[i] > 0)
                .mapToDouble(i -> StrictMath.log(values[i] / begin[i]))
                .map(log -> log * log)
                .sum();
    }

    /** The covariances {@code [a][b]} of two lists of genomes, without noise; as much of them as the likeness has. */
    double[][] covariances(GeneKernel.Likeness likeness) {
        double[][] matrix = new double[likeness.rows()][];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = row(likeness, i);
        }
        return matrix;
    }

    private double[] row(GeneKernel.Likeness likeness, int i) {
        double[] row = new double[likeness.alike()[0][i].length];
        double[] alike = new double[row.length];
        double[] squares = new double[row.length];
        Arrays.fill(row, mean());
        for (int kind = 0; kind < kinds; kind++) {
            double weight = values[kind];
            double relative = weight / sum;
            double[] a = likeness.alike()[kind][i];
            double[] s = likeness.squares()[kind][i];
            double[] c = likeness.counts()[kind][i];
            for (int j = 0; j < row.length; j++) {
                alike[j] += relative * a[j];
                squares[j] += relative * relative * s[j];
                row[j] += weight * (a[j] + counts() * c[j]);
            }
        }
        double pairs = pairs() * sum / 2;
        for (int j = 0; j < row.length; j++) {
            row[j] += pairs * (alike[j] * alike[j] - squares[j]);
        }
        likeness.damages().ifPresent(common -> addDamages(common, i, row));
        return row;
    }

    private void addDamages(DamageFeatures.Common common, int i, double[] row) {
        double shares = shares();
        double interplay = interplay();
        double size = size();
        for (int j = 0; j < row.length; j++) {
            row[j] +=
                    shares * common.shares()[i][j] + interplay * common.interplay()[i][j] + size * common.sizes()[i][j];
        }
    }
}
