package llamanas.engine.search.predict;

import java.util.Arrays;
import java.util.stream.IntStream;

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
     * @param samples to learn from
     * @param targets one a sample
     */
    static RegressionTree fit(Levels samples, double[] targets) {
        RegressionTree tree = new RegressionTree();
        tree.grow(0, 0, samples, targets, samples.all());
        return tree;
    }

    /** Samples as whole numbers. */
    static final class Levels {
        private final int[][] rows;
        private final int[] offsets;

        /**
         * Samples to learn from.
         *
         * @param rows {@code [samples][features]}, from 0 on; the array is kept
         */
        Levels(int[][] rows) {
            this.rows = rows;
            this.offsets = new int[rows[0].length + 1];
            for (int feature = 0; feature < rows[0].length; feature++) {
                int column = feature;
                int largest =
                        Arrays.stream(rows).mapToInt(row -> row[column]).max().orElse(0);
                offsets[feature + 1] = offsets[feature] + largest + 1;
            }
        }

        int[] row(int sample) {
            return rows[sample];
        }

        int features() {
            return offsets.length - 1;
        }

        /** Where the values of a feature begin when those of all are laid side by side; of the number of features, where they end. */
        int offset(int feature) {
            return offsets[feature];
        }

        int[] all() {
            return IntStream.range(0, rows.length).toArray();
        }
    }

    double predict(int[] row) {
        int node = 0;
        while (features[node] != LEAF) {
            node = 2 * node + (row[features[node]] <= thresholds[node] ? 1 : 2);
        }
        return values[node];
    }

    private void grow(int node, int depth, Levels samples, double[] targets, int[] members) {
        values[node] =
                Arrays.stream(members).mapToDouble(i -> targets[i]).average().orElse(0);
        if (depth == DEPTH || members.length < 2 * SMALLEST_LEAF || !split(node, samples, targets, members)) {
            return;
        }
        int feature = features[node];
        int threshold = thresholds[node];
        int[] low = Arrays.stream(members)
                .filter(i -> samples.row(i)[feature] <= threshold)
                .toArray();
        int[] high = Arrays.stream(members)
                .filter(i -> samples.row(i)[feature] > threshold)
                .toArray();
        grow(2 * node + 1, depth + 1, samples, targets, low);
        grow(2 * node + 2, depth + 1, samples, targets, high);
    }

    /** Chooses the split with the largest gain; false where none gains anything. One pass over the members, for all features. */
    private boolean split(int node, Levels samples, double[] targets, int[] members) {
        double[] sums = new double[samples.offset(samples.features())];
        int[] counts = new int[sums.length];
        double total = 0;
        for (int i : members) {
            double target = targets[i];
            int[] row = samples.row(i);
            for (int feature = 0; feature < row.length; feature++) {
                int value = samples.offset(feature) + row[feature];
                sums[value] += target;
                counts[value]++;
            }
            total += target;
        }
        double most = 1e-12;
        for (int feature = 0; feature < samples.features(); feature++) {
            double low = 0;
            int below = 0;
            for (int value = samples.offset(feature); value < samples.offset(feature + 1) - 1; value++) {
                low += sums[value];
                below += counts[value];
                int above = members.length - below;
                if (counts[value] > 0 && below >= SMALLEST_LEAF && above >= SMALLEST_LEAF) {
                    double gain = gain(low, below, total, members.length);
                    if (gain > most) {
                        most = gain;
                        features[node] = feature;
                        thresholds[node] = value - samples.offset(feature);
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
