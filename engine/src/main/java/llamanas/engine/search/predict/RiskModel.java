package llamanas.engine.search.predict;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How likely a candidate is of no use: because its evaluation fails, or because it violates a constraint on what is measured. Learned
 * from how bad samples are, 0 for those of use. A process that is smooth is above 0 near the bad ones, so what counts as bad is what
 * lies above the threshold that best tells the samples apart, each foreseen without itself.
 */
final class RiskModel {
    /** Keeps a hopeless sample from drowning the others. */
    private static final double LARGEST = 3;

    /** Beside the threshold by this share of the samples' spread, a candidate is bad with a probability of 0.73. */
    private static final double DOUBT = 0.08;

    private final GaussianProcess process;
    private final double threshold;
    private final double doubt;

    private RiskModel(GaussianProcess process, double threshold, double doubt) {
        this.process = process;
        this.threshold = threshold;
        this.doubt = doubt;
    }

    /** Empty while no sample is bad. */
    static Optional<RiskModel> fit(GeneKernel kernel, int[][] genomes, double[] badness) {
        if (Arrays.stream(badness).noneMatch(b -> b > 0)) {
            return Optional.empty();
        }
        double[] targets = Arrays.stream(badness).map(b -> Math.min(b, LARGEST)).toArray();
        double mean = Matrices.mean(targets);
        double[] centred = Arrays.stream(targets).map(t -> t - mean).toArray();
        GaussianProcess process = GaussianProcess.fit(kernel, genomes, centred);
        double[] foreseen = process.leaveOneOut()[0];
        boolean all = Arrays.stream(badness).allMatch(b -> b > 0);
        double threshold = all ? -mean : ViolationModel.threshold(foreseen, badness);
        double spread = Math.sqrt(Matrices.mean(IntStream.range(0, centred.length)
                .mapToDouble(i -> centred[i] * centred[i])
                .toArray()));
        return Optional.of(new RiskModel(process, threshold, Math.max(DOUBT * spread, Double.MIN_NORMAL)));
    }

    /** By how much a genome is expected to be bad; 0 where it is not. */
    double badness(int[] genome) {
        return Math.max(0, process.mean(genome) - threshold);
    }

    /** That a genome is bad. */
    double probability(int[] genome) {
        return 1 / (1 + StrictMath.exp((threshold - process.mean(genome)) / doubt));
    }
}
