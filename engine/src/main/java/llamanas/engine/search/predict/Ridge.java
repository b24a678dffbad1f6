package llamanas.engine.search.predict;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Ridge regression on the one-hot genes: every choice of every gene adds its weight. Fast, and good with few samples. */
final class Ridge {
    private Ridge() {}

    /** Samples that are prepared, for any number of targets. */
    static final class OnGenes {
        private final Encoding encoding;
        private final RidgeDesign design;

        /**
         * Prepares samples.
         *
         * @param genomes {@code [samples][genes]}
         */
        OnGenes(Encoding encoding, int[][] genomes) {
            this.encoding = encoding;
            design = new RidgeDesign(Arrays.stream(genomes).map(encoding::row).toArray(double[][]::new));
        }

        /** The model of one target a sample. */
        Additive fit(double[] targets) {
            return new Additive(encoding, design.fit(targets));
        }

        /** Number of choices of each gene. */
        int[] choices() {
            return IntStream.range(0, encoding.genes()).map(encoding::choices).toArray();
        }
    }

    /** The sum of an intercept and {@code [gene][choice]} weights: O(genes) a prediction. */
    static final class Additive {
        private final double intercept;
        private final double[][] weights;
        private final double[] leaveOneOut;

        Additive(Encoding encoding, RidgeDesign.Fit fit) {
            intercept = fit.intercept();
            leaveOneOut = fit.leaveOneOut();
            double[] columns = fit.weights();
            weights = new double[encoding.genes()][];
            for (int gene = 0; gene < weights.length; gene++) {
                weights[gene] = new double[encoding.choices(gene)];
                for (int choice = 0; choice < weights[gene].length; choice++) {
                    weights[gene][choice] = encoding.added(columns, gene, choice);
                }
            }
        }

        double intercept() {
            return intercept;
        }

        /** {@code [gene][choice]}. */
        double[][] weights() {
            return Arrays.stream(weights).map(double[]::clone).toArray(double[][]::new);
        }

        /** What each sample is predicted as by the model fitted to all the others. */
        double[] leaveOneOut() {
            return leaveOneOut.clone();
        }

        /** One prediction for each of {@code [n][genes]}. */
        double[] predict(int[][] genomes) {
            return Arrays.stream(genomes).mapToDouble(this::predict).toArray();
        }

        private double predict(int[] genome) {
            double sum = intercept;
            for (int gene = 0; gene < weights.length; gene++) {
                sum += weights[gene][genome[gene]];
            }
            return sum;
        }
    }
}
