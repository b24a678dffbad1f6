package llamanas.engine.search.external;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.engine.search.predict.SpearmanRho;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Randomness;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.LayerChoice;

/**
 * Divergence of SmolLM2's sub-networks from the full one, from recorded ones: the damages of the single changes, added up, times a
 * factor whose logarithm a ridge regression makes of what the damages are of: the share of each change and of each pair of
 * neighbouring layers, the sum itself, and how many layers are gone. Rows far outside the region of interest weigh less. A single
 * change is as it was recorded, the full network is at 0. Deterministic; predicting is O(layers * changes).
 */
final class DamageSurrogate {
    /** What rounding alone costs any network but the full one, nats/token: it is in each single change, and counts once. */
    private static final double ROUNDING = 0.0012;

    private static final double LEAST_DAMAGE = 1e-4;

    /** Changes of a layer: 8 bits, the two narrower widths, gone. */
    private static final int CHANGES = 4;

    private static final int GONE = 3;
    /** Powers of the sum's logarithm, shares of each kind of change, layers that are gone. */
    private static final int GLOBAL = 3 + CHANGES + 1;

    private static final double RIDGE = 0.2;
    private static final double RIDGE_OF_GLOBAL = 1e-3;
    private static final double RIDGE_OF_MEAN = 1e-6;
    /** Shares are small; this brings them to the size of the global features. */
    private static final double SCALE = 3;
    /** The factor stays within e^-2 and e^2; those of recorded rows are from 0.5 to 4. */
    private static final double MOST_LOG_FACTOR = 2;

    private static final double WEIGHED_FULLY = 1.5;
    private static final double FADING = 4;
    private static final int FOLDS = 20;

    private final double[] damages;
    private final double[] coefficients;

    /**
     * One recorded network.
     *
     * @param divergence measured, nats/token
     */
    record Row(Architecture architecture, double divergence) {}

    /**
     * How far predictions for rows are off that the regression had not seen.
     *
     * @param rows how many
     * @param relative mean of |predicted - measured| / measured
     * @param spearman rank correlation
     */
    record Accuracy(int rows, double relative, double spearman) {}

    private DamageSurrogate(double[] damages, double[] coefficients) {
        this.damages = damages;
        this.coefficients = coefficients;
    }

    /**
     * Of recorded networks, the single changes among them.
     *
     * @throws InvalidInputException where a single change is missing
     */
    static DamageSurrogate fit(List<Row> rows) {
        double[] damages = damages(rows);
        return fit(damages, learnable(damages, rows));
    }

    private static double[] damages(List<Row> rows) {
        double[] damages = new double[SmolLm2Space.LAYERS * CHANGES];
        Arrays.fill(damages, Double.NaN);
        for (Row row : rows) {
            if (isSingle(row.architecture())) {
                damages[changes(row.architecture()).findFirst().orElseThrow()] =
                        Math.max(row.divergence() - ROUNDING, LEAST_DAMAGE);
            }
        }
        long missing = Arrays.stream(damages).filter(Double::isNaN).count();
        if (missing > 0) {
            throw new InvalidInputException("found no row for " + missing + " of the " + damages.length
                    + " single changes of the full network, expected all");
        }
        return damages;
    }

    /** Places of the changes that a network has, ascending. */
    private static IntStream changes(Architecture architecture) {
        return IntStream.range(0, SmolLm2Space.LAYERS).flatMap(layer -> {
            LayerChoice choice = architecture.layers().get(layer);
            int first = layer * CHANGES;
            if (!choice.keep()) {
                return IntStream.of(first + GONE);
            }
            int width = SmolLm2Space.WIDTHS.indexOf(choice.ffn());
            return IntStream.concat(
                    choice.bits().quantized() ? IntStream.of(first) : IntStream.empty(),
                    width < SmolLm2Space.WIDTHS.size() - 1 ? IntStream.of(first + 1 + width) : IntStream.empty());
        });
    }

    /** Whether a network differs from the full one in one change. */
    static boolean isSingle(Architecture architecture) {
        return changes(architecture).count() == 1;
    }

    /** The rows that say something of the factor. */
    private static List<Row> learnable(double[] damages, List<Row> rows) {
        return rows.stream()
                .filter(row ->
                        row.divergence() > 0 && changes(row.architecture()).count() > 1)
                .filter(row ->
                        Math.abs(Math.log(row.divergence() / sum(damages, row.architecture()))) <= MOST_LOG_FACTOR)
                .toList();
    }

    private static double sum(double[] damages, Architecture architecture) {
        return ROUNDING + changes(architecture).mapToDouble(c -> damages[c]).sum();
    }

    private static DamageSurrogate fit(double[] damages, List<Row> rows) {
        int size = features(damages, Architecture.full(SmolLm2Space.space().shape())).length;
        double[][] matrix = new double[size][size];
        double[] right = new double[size];
        for (int i = 0; i < size; i++) {
            matrix[i][i] = i == 0 ? RIDGE_OF_MEAN : i <= GLOBAL ? RIDGE_OF_GLOBAL : RIDGE;
        }
        for (Row row : rows) {
            double[] x = features(damages, row.architecture());
            double y = Math.log(row.divergence() / sum(damages, row.architecture()));
            double root = 1 + FADING * Math.max(0, Math.log(row.divergence() / WEIGHED_FULLY));
            double weight = 1 / (root * root);
            for (int i = 0; i < size; i++) {
                right[i] += weight * x[i] * y;
                for (int j = 0; j <= i; j++) {
                    matrix[i][j] += weight * x[i] * x[j];
                }
            }
        }
        return new DamageSurrogate(damages, solved(matrix, right));
    }

    /** By Cholesky decomposition, in place, of the lower triangle. O(n^3). */
    private static double[] solved(double[][] a, double[] b) {
        int n = b.length;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = a[i][j];
                for (int k = 0; k < j; k++) {
                    rest -= a[i][k] * a[j][k];
                }
                a[i][j] = i == j ? Math.sqrt(rest) : rest / a[j][j];
            }
        }
        double[] x = b.clone();
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                x[i] -= a[i][k] * x[k];
            }
            x[i] /= a[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                x[i] -= a[k][i] * x[k];
            }
            x[i] /= a[i][i];
        }
        return x;
    }

    /** What the factor's logarithm is linear in; all of it fades out where one change makes up the whole sum. */
    private static double[] features(double[] damages, Architecture architecture) {
        int[] changes = changes(architecture).toArray();
        double sum = sum(damages, architecture);
        double[] x = new double[1 + GLOBAL + damages.length + SmolLm2Space.LAYERS - 1];
        double[] layers = new double[SmolLm2Space.LAYERS];
        double concentration = 0;
        x[0] = 1;
        for (int power = 1; power <= 3; power++) {
            x[power] = Math.pow(Math.log(sum), power);
        }
        for (int change : changes) {
            double share = damages[change] / sum;
            double ofDamage = damages[change] / (sum - ROUNDING);
            concentration += ofDamage * ofDamage;
            x[4 + change % CHANGES] += share;
            x[GLOBAL] += change % CHANGES == GONE ? 0.2 : 0;
            x[1 + GLOBAL + change] = SCALE * share;
            layers[change / CHANGES] += share;
        }
        for (int layer = 1; layer < layers.length; layer++) {
            x[GLOBAL + damages.length + layer] = SCALE * Math.sqrt(layers[layer - 1] * layers[layer]);
        }
        for (int i = 0; i < x.length; i++) {
            x[i] *= 1 - concentration * concentration;
        }
        return x;
    }

    /** The divergence of a network, nats/token: 0 for the full one, positive for all others. */
    double of(Architecture architecture) {
        if (changes(architecture).findFirst().isEmpty()) {
            return 0;
        }
        double[] x = features(damages, architecture);
        double factor = 0;
        for (int i = 0; i < x.length; i++) {
            factor += coefficients[i] * x[i];
        }
        return sum(damages, architecture) * Math.exp(Math.max(-MOST_LOG_FACTOR, Math.min(MOST_LOG_FACTOR, factor)));
    }

    /**
     * By cross-validation in {@value #FOLDS} parts, which always are the same.
     *
     * @param most rows that are measured beyond this divergence do not count
     */
    static Accuracy crossValidated(List<Row> rows, double most) {
        double[] damages = damages(rows);
        List<Row> learnable = learnable(damages, rows);
        int[] order = Randomness.of(0, 0).permutation(learnable.size());
        List<double[]> pairs = new ArrayList<>();
        for (int fold = 0; fold < FOLDS; fold++) {
            List<Row> seen = new ArrayList<>();
            List<Row> unseen = new ArrayList<>();
            for (int i = 0; i < order.length; i++) {
                (i % FOLDS == fold ? unseen : seen).add(learnable.get(order[i]));
            }
            DamageSurrogate surrogate = fit(damages, seen);
            unseen.stream()
                    .filter(row -> row.divergence() <= most)
                    .forEach(row -> pairs.add(new double[] {surrogate.of(row.architecture()), row.divergence()}));
        }
        double[] predicted = pairs.stream().mapToDouble(p -> p[0]).toArray();
        double[] measured = pairs.stream().mapToDouble(p -> p[1]).toArray();
        double relative = pairs.stream()
                .mapToDouble(p -> Math.abs(p[0] - p[1]) / p[1])
                .average()
                .orElse(Double.NaN);
        return new Accuracy(pairs.size(), relative, SpearmanRho.of(predicted, measured));
    }
}
