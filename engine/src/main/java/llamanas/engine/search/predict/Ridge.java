package llamanas.engine.search.predict;

import java.util.Arrays;

/** Ridge regression on the one-hot genes: every choice of every gene adds its weight. Fast, and good with few samples. */
final class Ridge implements Learner {
    @Override
    public Design prepare(Encoding encoding, int[][] genomes) {
        RidgeDesign design =
                new RidgeDesign(Arrays.stream(genomes).map(encoding::row).toArray(double[][]::new));
        return targets -> new Additive(encoding, design.fit(targets));
    }

    /** The sum of an intercept and {@code [gene][choice]} weights: O(genes) a prediction. */
    static final class Additive implements Model {
        private final double intercept;
        private final double[][] weights;

        Additive(Encoding encoding, RidgeDesign.Fit fit) {
            intercept = fit.intercept();
            double[] columns = fit.weights();
            weights = new double[encoding.genes()][];
            for (int gene = 0; gene < weights.length; gene++) {
                weights[gene] = new double[encoding.choices(gene)];
                for (int choice = 0; choice < weights[gene].length; choice++) {
                    weights[gene][choice] = encoding.added(columns, gene, choice);
                }
            }
        }

        @Override
        public double[] predict(int[][] genomes) {
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
