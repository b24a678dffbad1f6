package llamanas.engine.search.predict;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import llamanas.engine.search.GeneKind;
import llamanas.protocol.space.Gene;

/**
 * What the damages of single changes say of how alike two networks are. Where a change moves the outputs by a vector v and divergence
 * is |v|^2, several of them cost the sum of |v|^2 and, for each two, twice their product: so that the divergence beside the sum depends
 * on the share of each change (which is known with noise alone), on the products of the roots of two shares, and on how large it is.
 * Changes of one layer, as two widths of it are, move the outputs in much the same direction.
 */
final class DamageFeatures {
    /** How much of their vectors two changes of one layer have in common. Chosen on SmolLM2's recorded networks; 0.5 is as good. */
    private static final double SAME_LAYER = 0.8;

    /** Beside the middle of what is measured, smaller damages are all the same. */
    private static final double LEAST = 1e-3;

    private final Damages damages;
    /** Of each change, in the order of the damages: changes of one layer have the same number, from 0 up. */
    private final int[] layers;

    private final int count;
    private final double middle;

    /**
     * The features of one genome: {@code shares} and {@code roots} of them, {@code [changes + layers]}, and {@code size}, the natural
     * logarithm of its sum of damages beside the middle.
     */
    private static final class Features {
        private final double[] shares;
        private final double[] roots;
        private final double size;

        Features(double[] shares, double[] roots, double size) {
            this.shares = shares;
            this.roots = roots;
            this.size = size;
        }
    }

    /** What all pairs of two lists of genomes have in common, each {@code [a][b]}. */
    static final class Common {
        private final double[][] shares;
        private final double[][] interplay;
        private final double[][] sizes;

        private Common(Features[] a, Features[] b, boolean lower) {
            shares = Matrices.zeros(a.length, b.length, lower);
            interplay = Matrices.zeros(a.length, b.length, lower);
            sizes = Matrices.zeros(a.length, b.length, lower);
            for (int i = 0; i < a.length; i++) {
                for (int j = 0; j < shares[i].length; j++) {
                    double both = Matrices.dot(a[i].roots, b[j].roots);
                    shares[i][j] = Matrices.dot(a[i].shares, b[j].shares);
                    interplay[i][j] = both * both;
                    sizes[i][j] = a[i].size * b[j].size;
                }
            }
        }

        double[][] shares() {
            return shares;
        }

        double[][] interplay() {
            return interplay;
        }

        double[][] sizes() {
            return sizes;
        }
    }

    private DamageFeatures(Damages damages, int[] layers, int count, double middle) {
        this.damages = damages;
        this.layers = layers;
        this.count = count;
        this.middle = middle;
    }

    /** Of networks around those that are measured: canonical genomes, one at least that is not the damages' base. */
    static DamageFeatures of(List<Gene> genes, Damages damages, int[][] measured) {
        List<String> names =
                genes.stream().map(gene -> GeneKind.layer(gene.name())).toList();
        List<String> ofChanges = damages.genes().stream()
                .map(changed -> names.get(changed[changed.length - 1]))
                .toList();
        List<String> distinct = ofChanges.stream().distinct().toList();
        double[] sums = Arrays.stream(measured)
                .mapToDouble(damages::of)
                .filter(sum -> sum > 0)
                .sorted()
                .toArray();
        return new DamageFeatures(
                damages,
                ofChanges.stream().mapToInt(distinct::indexOf).toArray(),
                distinct.size(),
                sums.length == 0 ? 1 : sums[sums.length / 2]);
    }

    /** O(changes). */
    private Features of(int[] genome) {
        double[] shares = new double[layers.length];
        double damage = damages.split(genome, shares);
        double sum = Math.min(Math.max(damage, LEAST * middle), Double.MAX_VALUE);
        return new Features(
                withLayers(shares, share -> share), withLayers(shares, Math::sqrt), StrictMath.log(sum / middle));
    }

    /** Such that the product of two is that of all changes, and of all pairs of one layer at their share of it. */
    private double[] withLayers(double[] shares, DoubleUnaryOperator of) {
        double[] features = new double[shares.length + count];
        double alone = Math.sqrt(1 - SAME_LAYER);
        double together = Math.sqrt(SAME_LAYER);
        for (int i = 0; i < shares.length; i++) {
            if (shares[i] > 0) {
                double value = of.applyAsDouble(shares[i]);
                features[i] = alone * value;
                features[shares.length + layers[i]] += together * value;
            }
        }
        return features;
    }

    private Features[] all(int[][] genomes) {
        return Arrays.stream(genomes).map(this::of).toArray(Features[]::new);
    }

    /** O(a b changes). */
    Common between(int[][] a, int[][] b) {
        return new Common(all(a), all(b), false);
    }

    /** What a list has in common with itself: the lower triangle alone. */
    Common within(int[][] a) {
        Features[] features = all(a);
        return new Common(features, features, true);
    }

    /**
     * The mean of a process, of what its damages add to it.
     *
     * <p>{@code shares}: {@code [feature]}
     * <p>{@code interplay}: {@code [feature][feature]}, the lower half, what is beside the diagonal counted twice
     */
    static final class Mean {
        private final DamageFeatures features;
        private final double[] shares;
        private final double[][] interplay;
        private double size;

        /** Of a process with these samples, each of which counts by its number in {@code alpha}. */
        Mean(DamageFeatures features, KernelWeights weights, int[][] genomes, double[] alpha) {
            this.features = features;
            int length = features.layers.length + features.count;
            this.shares = new double[length];
            this.interplay = Matrices.zeros(length, length, true);
            Features[] samples = features.all(genomes);
            for (int n = 0; n < samples.length; n++) {
                size += alpha[n] * weights.size() * samples[n].size;
                double share = alpha[n] * weights.shares();
                double pair = alpha[n] * weights.interplay();
                double[] roots = samples[n].roots;
                for (int i = 0; i < length; i++) {
                    shares[i] += share * samples[n].shares[i];
                    for (int j = 0; j <= i && roots[i] != 0; j++) {
                        interplay[i][j] += (i == j ? 1 : 2) * pair * roots[i] * roots[j];
                    }
                }
            }
        }

        /** Of a canonical genome. O(changes + square of the number of those that it has). */
        double of(int[] genome) {
            Features asked = features.of(genome);
            int[] present = new int[shares.length];
            int count = 0;
            double sum = size * asked.size;
            for (int feature = 0; feature < shares.length; feature++) {
                if (asked.roots[feature] == 0) {
                    continue;
                }
                present[count++] = feature;
                double[] row = interplay[feature];
                double pairs = 0;
                for (int j = 0; j < count; j++) {
                    pairs += row[present[j]] * asked.roots[present[j]];
                }
                sum += shares[feature] * asked.shares[feature] + pairs * asked.roots[feature];
            }
            return sum;
        }
    }
}
