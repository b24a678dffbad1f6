package llamanas.engine.search.predict;

import java.util.Optional;
import java.util.stream.IntStream;
import llamanas.protocol.StoppedException;

/**
 * Finds the weights under which the samples are the most likely: up and down along each of them in turn, in ever smaller steps, on
 * samples that are bounded in number. The same steps on every machine.
 */
final class WeightSearch {
    /** Samples that weights are found by. */
    private static final int SAMPLES = 150;

    private static final double[] FACTORS = {8, 8, 2.5, 1.6};

    /** What a weight e times away from where it began has to add to the log likelihood. */
    private static final double PRIOR = 0.2;

    private final GeneKernel.Likeness likeness;
    private final double[] targets;

    private WeightSearch(GeneKernel.Likeness likeness, double[] targets) {
        this.likeness = likeness;
        this.targets = targets;
    }

    static KernelWeights best(GeneKernel kernel, int[][] genomes, double[] targets) {
        int[] chosen = evenly(genomes.length, SAMPLES);
        int[][] some = IntStream.of(chosen).mapToObj(i -> genomes[i]).toArray(int[][]::new);
        double[] values = IntStream.of(chosen).mapToDouble(i -> targets[i]).toArray();
        return best(kernel, kernel.within(some), values);
    }

    /** By all of some samples whose likeness is at hand. */
    static KernelWeights best(GeneKernel kernel, GeneKernel.Likeness likeness, double[] targets) {
        return new WeightSearch(likeness, targets)
                .climb(KernelWeights.begin(kernel.kinds(), kernel.damages().isPresent()));
    }

    /** The places of at most that many of n, the last among them. */
    static int[] evenly(int n, int most) {
        int count = Math.min(n, most);
        return IntStream.range(0, count)
                .map(i -> (int) ((i + 1L) * n / count) - 1)
                .toArray();
    }

    private KernelWeights climb(KernelWeights begin) {
        KernelWeights best = begin;
        double highest = likelihood(begin);
        for (double factor : FACTORS) {
            for (int index = 0; index < best.count(); index++) {
                for (double step : new double[] {factor, 1 / factor}) {
                    if (best.get(index) == 0) {
                        break;
                    }
                    KernelWeights tried = best.scaled(index, step);
                    double likelihood = likelihood(tried);
                    if (likelihood > highest) {
                        highest = likelihood;
                        best = tried;
                        break;
                    }
                }
            }
        }
        return best;
    }

    /** Up to a constant: of the samples, with their variance as it fits best, and of the weights before any sample. */
    private double likelihood(KernelWeights weights) {
        StoppedException.ifInterrupted();
        return factor(likeness, weights)
                .map(cholesky -> {
                    double[] white = cholesky.forward(targets);
                    double variance = Math.max(Matrices.dot(white, white) / targets.length, Double.MIN_NORMAL);
                    return -0.5 * (targets.length * StrictMath.log(variance) + cholesky.logDeterminant())
                            - PRIOR * weights.distance();
                })
                .orElse(Double.NEGATIVE_INFINITY);
    }

    /** Of the samples' covariances with noise. */
    static Optional<Cholesky> factor(GeneKernel.Likeness likeness, KernelWeights weights) {
        double[][] matrix = weights.covariances(likeness);
        for (int i = 0; i < matrix.length; i++) {
            matrix[i][i] += weights.noise();
        }
        return Cholesky.of(matrix);
    }
}
