package llamanas.engine.search.predict;

import java.util.Arrays;
import java.util.Optional;

/**
 * A Gaussian process on genes (Rasmussen, Williams 2006): what each choice adds, what genes of a kind have in common, and what pairs of
 * genes do beyond that. Its mean is therefore a table for each gene and for each pair of genes, which predicts in O(genes^2) however
 * many samples there are; in spaces of very many choices it is summed over the samples. Targets are taken as they are: standardise
 * them. Immutable.
 */
final class GaussianProcess {
    /** Choices of all genes: with more of them, the table of pairs takes more memory (16 MB) and time than the samples do. */
    private static final int MOST_TABULATED = 2048;

    private final GeneKernel kernel;
    private final KernelWeights weights;
    private final int[][] genomes;
    private final double[] targets;
    private final Cholesky factor;
    private final double[] alpha;
    private final double variance;
    private final double constant;
    /** {@code [gene][choice]}. */
    private final double[][] single;
    /** {@code [column of a gene's choice][column of the choice of a gene below it]}, where choices of all genes have a column each. */
    private final double[][] pair;
    /** First column of each gene. */
    private final int[] offsets;

    private final Optional<DamageFeatures.Mean> damages;
    private final boolean tabulated;

    /**
     * What is known of some genomes together.
     *
     * <p>{@code means}: one a genome
     * <p>{@code covariances}: {@code [genome][genome]}
     */
    static final class Joint {
        private final double[] means;
        private final double[][] covariances;

        Joint(double[] means, double[][] covariances) {
            this.means = means;
            this.covariances = covariances;
        }

        double[] means() {
            return means;
        }

        double[][] covariances() {
            return covariances;
        }
    }

    private GaussianProcess(
            GeneKernel kernel, KernelWeights weights, int[][] genomes, double[] targets, Cholesky factor) {
        this.kernel = kernel;
        this.weights = weights;
        this.genomes = genomes;
        this.targets = targets;
        this.factor = factor;
        this.alpha = factor.solve(targets);
        this.variance = Math.max(Matrices.dot(alpha, targets) / targets.length, Double.MIN_NORMAL);
        this.constant = weights.mean() * Arrays.stream(alpha).sum();
        this.single = new double[kernel.genes()][];
        this.offsets = new int[kernel.genes()];
        for (int gene = 1; gene < offsets.length; gene++) {
            offsets[gene] = offsets[gene - 1] + kernel.choices(gene - 1);
        }
        int last = offsets.length - 1;
        int columns = offsets[last] + kernel.choices(last);
        this.tabulated = columns <= MOST_TABULATED;
        this.pair = new double[tabulated ? columns : 0][];
        if (tabulated) {
            tabulate();
        }
        this.damages = kernel.damages()
                .filter(known -> tabulated)
                .map(known -> new DamageFeatures.Mean(known, weights, genomes, alpha));
    }

    /**
     * The process that explains the samples best. O(n^3) once, and some dozen times for the part of them that its weights are found by.
     *
     * @param genomes {@code [samples][genes]}, one at least
     */
    static GaussianProcess fit(GeneKernel kernel, int[][] genomes, double[] targets) {
        return of(kernel, genomes, targets, WeightSearch.best(kernel, genomes, targets));
    }

    /** The process with given weights. O(n^3). */
    static GaussianProcess of(GeneKernel kernel, int[][] genomes, double[] targets, KernelWeights weights) {
        return of(kernel, kernel.within(genomes), genomes, targets, weights);
    }

    /** The same where what the samples have in common is at hand. */
    static GaussianProcess of(
            GeneKernel kernel, GeneKernel.Likeness likeness, int[][] genomes, double[] targets, KernelWeights weights) {
        KernelWeights steady = weights;
        Cholesky factor = WeightSearch.factor(likeness, steady).orElse(null);
        while (factor == null) {
            // Rounding: samples that are all but equal. More noise tells them apart.
            steady = steady.withMoreNoise(10);
            factor = WeightSearch.factor(likeness, steady).orElse(null);
        }
        return new GaussianProcess(kernel, steady, genomes, targets, factor);
    }

    private void tabulate() {
        double total = weights.sum();
        for (int gene = 0; gene < single.length; gene++) {
            single[gene] = new double[kernel.choices(gene)];
            for (int choice = 0; choice < single[gene].length; choice++) {
                pair[offsets[gene] + choice] = new double[offsets[gene]];
            }
        }
        for (int n = 0; n < genomes.length; n++) {
            addSingles(genomes[n], alpha[n]);
            addPairs(genomes[n], alpha[n] * weights.pairs() / total);
        }
    }

    private void addSingles(int[] genome, double weight) {
        for (int gene = 0; gene < single.length; gene++) {
            int kind = kernel.kind(gene);
            double share = weight * weights.kind(kind) / kernel.size(kind);
            for (int choice = 0; choice < single[gene].length; choice++) {
                single[gene][choice] += share * kernel.alike(gene, choice, genome[gene]);
            }
        }
        if (weights.counts() > 0) {
            addCounts(genome, weight * weights.counts());
        }
    }

    private void addCounts(int[] genome, double weight) {
        double[][] common = new double[kernel.kinds()][];
        for (int gene = 0; gene < single.length; gene++) {
            int kind = kernel.kind(gene);
            if (kernel.size(kind) == 1) {
                continue;
            }
            common[kind] = common[kind] == null ? new double[single[gene].length] : common[kind];
            for (int choice = 0; choice < single[gene].length; choice++) {
                common[kind][choice] += kernel.alike(gene, choice, genome[gene]);
            }
        }
        for (int gene = 0; gene < single.length; gene++) {
            int kind = kernel.kind(gene);
            double[] shared = common[kind];
            if (shared != null) {
                double share = weight * weights.kind(kind) / ((double) kernel.size(kind) * kernel.size(kind));
                for (int choice = 0; choice < shared.length; choice++) {
                    single[gene][choice] += share * shared[choice];
                }
            }
        }
    }

    private void addPairs(int[] genome, double weight) {
        double[] alike = new double[pair.length];
        for (int gene = 0; gene < single.length; gene++) {
            int kind = kernel.kind(gene);
            double share = weights.kind(kind) / kernel.size(kind);
            for (int choice = 0; choice < single[gene].length; choice++) {
                alike[offsets[gene] + choice] = share * kernel.alike(gene, choice, genome[gene]);
            }
        }
        for (int column = 0; column < pair.length; column++) {
            double[] row = pair[column];
            double left = weight * alike[column];
            for (int other = 0; other < row.length; other++) {
                row[other] += left * alike[other];
            }
        }
    }

    /** The expected target of a genome. O(genes^2), or O(samples * genes). */
    double mean(int[] genome) {
        if (!tabulated) {
            int[][] asked = {genome};
            return Matrices.dot(weights.covariances(kernel.between(asked, genomes))[0], alpha);
        }
        double sum = constant + damages.map(known -> known.of(genome)).orElse(0.0);
        int[] columns = new int[genome.length];
        for (int gene = 0; gene < genome.length; gene++) {
            columns[gene] = offsets[gene] + genome[gene];
            sum += single[gene][genome[gene]];
            double[] row = pair[columns[gene]];
            for (int other = 0; other < gene; other++) {
                sum += row[columns[other]];
            }
        }
        return sum;
    }

    /** What is known of some genomes together. O(m n^2 + m^2 n). */
    Joint joint(int[][] asked) {
        double[][] cross = weights.covariances(kernel.between(asked, genomes));
        double[][] own = weights.covariances(kernel.within(asked));
        double[][] explained = Arrays.stream(cross).map(factor::forward).toArray(double[][]::new);
        double[] means = new double[asked.length];
        double[][] covariances = new double[asked.length][asked.length];
        for (int i = 0; i < asked.length; i++) {
            means[i] = Matrices.dot(cross[i], alpha);
            for (int j = 0; j <= i; j++) {
                double covariance = variance * (own[i][j] - Matrices.dot(explained[i], explained[j]));
                covariances[i][j] = covariance;
                covariances[j][i] = covariance;
            }
        }
        return new Joint(means, covariances);
    }

    /** The standard deviation of each genome's target, without noise. O(m n^2). */
    double[] deviations(int[][] asked) {
        double[][] cross = weights.covariances(kernel.between(asked, genomes));
        double[] deviations = new double[asked.length];
        for (int i = 0; i < asked.length; i++) {
            int[][] itself = {asked[i]};
            double own = weights.covariances(kernel.within(itself))[0][0];
            double[] explained = factor.forward(cross[i]);
            deviations[i] = Math.sqrt(Math.max(variance * (own - Matrices.dot(explained, explained)), 0));
        }
        return deviations;
    }

    /** What each sample is expected to be without itself, and how far beside that it may lie: {@code [2][n]}. O(n^3). */
    double[][] leaveOneOut() {
        double[] inverse = factor.inverseDiagonal();
        double[][] found = new double[2][inverse.length];
        for (int i = 0; i < inverse.length; i++) {
            found[0][i] = targets[i] - alpha[i] / inverse[i];
            found[1][i] = Math.sqrt(variance / inverse[i]);
        }
        return found;
    }

    /** Standard deviation of what genes can't explain. */
    double noise() {
        return Math.sqrt(variance * weights.noise());
    }
}
