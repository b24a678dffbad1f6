package llamanas.engine.search.predict;

import java.util.Arrays;

/**
 * A binary tree that splits whole numbers so that squared errors fall the most (Breiman et al. 1984). Nodes are numbered from
 * the root, 0; node k has the children 2k + 1 and 2k + 2.
 */
final class RegressionTree {
    private static final int DEPTH = 3;
    private static final int SMALLEST_LEAF = 2;
    private static final int LEAF = -1;

    private final int[] features = new int[(1 << (DEPTH + 1)) - 1];
    /** Largest value that goes left. */
    private final int[] thresholds = new int[features.length];

    private final double[] values = new double[features.length];

    private RegressionTree() {
        Arrays.fill(features, LEAF);
    }

    /**
     * The tree of some samples: O(depth * samples * features).
     *
     * @param rows {@code [samples][features]}, from 0 on
     * @param members indices of the samples to learn from
     */
    static RegressionTree fit(int[][] rows, double[] targets, int[] members) {
        RegressionTree tree = new RegressionTree();
        tree.grow(0, 0, rows, targets, members);
        return tree;
    }

    double predict(int[] row) {
        int node = 0;
        while (features[node] != LEAF) {
            node = 2 * node + (row[features[node]] <= thresholds[node] ? 1 : 2);
        }
        return values[node];
    }

    private void grow(int node, int depth, int[][] rows, double[] targets, int[] members) {
        values[node] =
                Arrays.stream(members).mapToDouble(i -> targets[i]).average().orElse(0);
        if (depth == DEPTH || members.length < 2 * SMALLEST_LEAF || !split(node, rows, targets, members)) {
            return;
        }
        int feature = features[node];
        int threshold = thresholds[node];
        int[] low = Arrays.stream(members)
                .filter(i -> rows[i][feature] <= threshold)
                .toArray();
        int[] high =
                Arrays.stream(members).filter(i -> rows[i][feature] > threshold).toArray();
        grow(2 * node + 1, depth + 1, rows, targets, low);
        grow(2 * node + 2, depth + 1, rows, targets, high);
    }

    /** Chooses the split with the largest gain; false where none gains anything. */
    private boolean split(int node, int[][] rows, double[] targets, int[] members) {
        double most = 1e-12;
        for (int feature = 0; feature < rows[0].length; feature++) {
            int column = feature;
            int values = Arrays.stream(members).map(i -> rows[i][column]).max().orElse(0) + 1;
            double[] sums = new double[values];
            int[] counts = new int[values];
            double total = 0;
            for (int i : members) {
                double target = targets[i];
                sums[rows[i][feature]] += target;
                counts[rows[i][feature]]++;
                total += target;
            }
            double low = 0;
            int below = 0;
            for (int value = 0; value < values - 1; value++) {
                low += sums[value];
                below += counts[value];
                int above = members.length - below;
                if (counts[value] > 0 && below >= SMALLEST_LEAF && above >= SMALLEST_LEAF) {
                    double gain = gain(low, below, total, members.length);
                    if (gain > most) {
                        most = gain;
                        features[node] = feature;
                        thresholds[node] = value;
                    }
                }
            }
        }
        return features[node] != LEAF;
    }

    /** By how much the squared error falls where samples are parted: n1 n2 / n times the squared distance of their means. */
    private static double gain(double low, int below, double total, int all) {
        int above = all - below;
        double distance = low / below - (total - low) / above;
        return distance * distance * below * above / all;
    }
}
