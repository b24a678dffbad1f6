package llamanas.engine.search.predict;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Support vector regression with an RBF kernel (Drucker et al. 1997). The intercept is part of the kernel, which is why the dual
 * problem has bounds alone and is solved one coefficient at a time, that which moves the most first (Hsieh et al. 2008):
 * minimise {@code b'Kb / 2 - y'b + epsilon |b|} with every {@code |b_i| <= C}.
 */
final class SupportVectors implements Learner {
    /** In standard deviations of the target: errors up to this cost nothing. */
    private static final double EPSILON = 0.02;
    /** C, the largest weight of one sample. */
    private static final double BOUND = 100;
    /** Of the kernel, in units of the mean squared distance of two samples: wide, since most of what layers do adds up. */
    private static final double WIDTH = 4;

    private static final double INTERCEPT = 1;
    private static final double TOLERANCE = 1e-3;
    /** Steps for each sample after which an almost optimal solution is good enough. */
    private static final int STEPS = 100;

    @Override
    public Design prepare(Encoding encoding, int[][] genomes) {
        double[][] rows = Arrays.stream(genomes).map(encoding::row).toArray(double[][]::new);
        double[][] distances = squaredDistances(rows);
        Kernel kernel = Kernel.of(distances);
        double[][] products = kernel.products(distances);
        return targets -> {
            double mean = Matrices.mean(targets);
            double deviation = Math.sqrt(Matrices.mean(
                    Arrays.stream(targets).map(t -> (t - mean) * (t - mean)).toArray()));
            double unit = deviation > 0 ? deviation : 1;
            double[] standard =
                    Arrays.stream(targets).map(t -> (t - mean) / unit).toArray();
            double[] weights = Arrays.stream(solve(products, standard, EPSILON, BOUND))
                    .map(c -> unit * c)
                    .toArray();
            return new Machine(encoding, kernel, rows, weights, mean);
        };
    }

    /** The kernel {@code INTERCEPT + exp(-gamma |a - b|^2)}. */
    record Kernel(double gamma) {
        /** @param distances squared, of all pairs of samples */
        static Kernel of(double[][] distances) {
            double total = 0;
            for (double[] row : distances) {
                for (double distance : row) {
                    total += distance;
                }
            }
            double mean = total / distances.length / Math.max(1, distances.length - 1);
            return new Kernel(mean > 0 ? 1 / (2 * WIDTH * mean) : 1);
        }

        double of(double squaredDistance) {
            return INTERCEPT + Math.exp(-gamma * squaredDistance);
        }

        double[][] products(double[][] distances) {
            double[][] products = new double[distances.length][distances.length];
            for (int i = 0; i < distances.length; i++) {
                for (int j = 0; j <= i; j++) {
                    products[i][j] = of(distances[i][j]);
                    products[j][i] = products[i][j];
                }
            }
            return products;
        }
    }

    static double[][] squaredDistances(double[][] rows) {
        double[][] distances = new double[rows.length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < i; j++) {
                distances[i][j] = Matrices.squaredDistance(rows[i], rows[j]);
                distances[j][i] = distances[i][j];
            }
        }
        return distances;
    }

    /** The coefficients of the samples: optimal but for {@link #TOLERANCE}, or for {@link #STEPS}. O(n) a step. */
    static double[] solve(double[][] kernel, double[] targets, double epsilon, double bound) {
        int n = targets.length;
        double[] curvatures =
                IntStream.range(0, n).mapToDouble(i -> kernel[i][i]).toArray();
        double[] coefficients = new double[n];
        double[] errors = targets.clone();
        for (int step = 0; step < STEPS * n; step++) {
            int worst = 0;
            double change = 0;
            double most = 0;
            for (int i = 0; i < n; i++) {
                double one = best(coefficients[i], errors[i], curvatures[i], epsilon, bound) - coefficients[i];
                double moved = Math.abs(one) * curvatures[i];
                if (moved > most) {
                    most = moved;
                    change = one;
                    worst = i;
                }
            }
            if (most < TOLERANCE) {
                break;
            }
            coefficients[worst] += change;
            double[] column = kernel[worst];
            for (int i = 0; i < n; i++) {
                errors[i] -= change * column[i];
            }
        }
        return coefficients;
    }

    /** The best value of one coefficient while the others stay: a soft threshold, cut off at the bound. */
    private static double best(double coefficient, double error, double curvature, double epsilon, double bound) {
        double free = coefficient * curvature + error;
        double shrunk = 0;
        if (free > epsilon) {
            shrunk = (free - epsilon) / curvature;
        } else if (free < -epsilon) {
            shrunk = (free + epsilon) / curvature;
        }
        return shrunk > bound ? bound : Math.max(shrunk, -bound);
    }

    /** The samples that carry weight. O(samples * genes) a prediction. */
    private static final class Machine implements Model {
        private final Kernel kernel;
        private final Products vectors;
        private final double[] weights;
        private final double mean;

        Machine(Encoding encoding, Kernel kernel, double[][] rows, double[] weights, double mean) {
            this.kernel = kernel;
            this.mean = mean;
            int[] carrying =
                    IntStream.range(0, rows.length).filter(i -> weights[i] != 0).toArray();
            this.vectors = new Products(
                    encoding, Arrays.stream(carrying).mapToObj(i -> rows[i]).toArray(double[][]::new));
            this.weights = Arrays.stream(carrying).mapToDouble(i -> weights[i]).toArray();
        }

        @Override
        public double[] predict(int[][] genomes) {
            double[] distances = new double[weights.length];
            return Arrays.stream(genomes)
                    .mapToDouble(genome -> predict(genome, distances))
                    .toArray();
        }

        private double predict(int[] genome, double[] distances) {
            vectors.squaredDistances(genome, distances);
            double sum = mean;
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i] * kernel.of(distances[i]);
            }
            return sum;
        }
    }

    /** Distances of genomes to rows, by the genes alone: {@code |a|^2 + |b|^2 - 2 ab}, where each gene adds its part to ab. */
    private static final class Products {
        private final Encoding encoding;
        private final double[] squares;
        /** {@code [gene][choice][row]}: twice what a choice adds to the product with a row. */
        private final double[][][] added;

        Products(Encoding encoding, double[][] rows) {
            this.encoding = encoding;
            squares = Arrays.stream(rows).mapToDouble(r -> Matrices.dot(r, r)).toArray();
            added = new double[encoding.genes()][][];
            for (int gene = 0; gene < added.length; gene++) {
                added[gene] = new double[encoding.choices(gene)][rows.length];
                for (int choice = 0; choice < added[gene].length; choice++) {
                    for (int row = 0; row < rows.length; row++) {
                        added[gene][choice][row] = 2 * encoding.added(rows[row], gene, choice);
                    }
                }
            }
        }

        void squaredDistances(int[] genome, double[] distances) {
            double[] row = encoding.row(genome);
            double square = Matrices.dot(row, row);
            for (int i = 0; i < distances.length; i++) {
                distances[i] = square + squares[i];
            }
            for (int gene = 0; gene < genome.length; gene++) {
                double[] parts = added[gene][genome[gene]];
                for (int i = 0; i < distances.length; i++) {
                    distances[i] -= parts[i];
                }
            }
        }
    }
}
