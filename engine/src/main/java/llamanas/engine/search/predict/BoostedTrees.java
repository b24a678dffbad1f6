package llamanas.engine.search.predict;

import java.util.Arrays;
import llamanas.engine.search.predict.RegressionTree.Levels;

/**
 * Gradient boosting of regression trees for squared errors (Friedman 2001): each tree is fitted to what those before it leave,
 * and counts for a part. Trees see each gene as an ordered number, and the sum of each kind of genes.
 */
final class BoostedTrees implements Learner {
    private static final int TREES = 200;
    private static final double RATE = 0.1;

    @Override
    public Design prepare(Encoding encoding, int[][] genomes) {
        Levels samples = new Levels(Arrays.stream(genomes).map(encoding::levels).toArray(int[][]::new));
        return targets -> fit(encoding, samples, targets);
    }

    private static Model fit(Encoding encoding, Levels samples, double[] targets) {
        double mean = Matrices.mean(targets);
        double[] left = Arrays.stream(targets).map(t -> t - mean).toArray();
        RegressionTree[] trees = new RegressionTree[TREES];
        for (int t = 0; t < TREES; t++) {
            trees[t] = RegressionTree.fit(samples, left);
            for (int i = 0; i < left.length; i++) {
                left[i] -= RATE * trees[t].predict(samples.row(i));
            }
        }
        return genomes -> Arrays.stream(genomes)
                .mapToDouble(genome -> mean + RATE * sum(trees, encoding.levels(genome)))
                .toArray();
    }

    private static double sum(RegressionTree[] trees, int[] row) {
        double sum = 0;
        for (RegressionTree tree : trees) {
            sum += tree.predict(row);
        }
        return sum;
    }
}
