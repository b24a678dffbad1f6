package llamanas.engine.search.predict;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import llamanas.engine.search.GeneKind;
import llamanas.protocol.StoppedException;
import llamanas.protocol.space.Gene;

/**
 * How alike genomes are, gene by gene. Two choices of a gene are alike by half where they are the same one, and by the other half the
 * more, the fewer choices lie between them: widths and depths are in order. Genes of one kind, such as the FFN widths of all layers,
 * share a weight, so that few samples tell which kinds matter.
 */
final class GeneKernel {
    /** How much of a likeness the order of the choices is worth. */
    private static final double ORDER = 0.5;

    private final Optional<DamageFeatures> damages;
    private final int[] choices;
    private final int[] kinds;
    private final int[] sizes;
    /**
     * By how many places two choices of a gene are apart, {@code [kind][places]}: how alike they are, and what that adds to the
     * likeness of the kind and to its squares.
     */
    private final double[][] alike;

    private final double[][] shares;
    private final double[][] squares;

    /**
     * What all pairs of two lists of genomes have in common, for each kind.
     *
     * <p>{@code alike}: {@code [kind][a][b]}: mean likeness of the genes of that kind, from 0 to 1
     * <p>{@code squares}: mean square of it, divided by the number of genes
     * <p>{@code damages}: what they have in common by their damages, where those are known
     * <p>{@code counts}: likeness of how often each choice comes among the genes of that kind, from 0 to 1; 0 for a kind of one gene
     */
    static final class Likeness {
        private final double[][][] alike;
        private final double[][][] squares;
        private final double[][][] counts;
        private final Optional<DamageFeatures.Common> damages;

        Likeness(
                double[][][] alike,
                double[][][] squares,
                double[][][] counts,
                Optional<DamageFeatures.Common> damages) {
            this.damages = damages;
            this.alike = alike;
            this.squares = squares;
            this.counts = counts;
        }

        double[][][] alike() {
            return alike;
        }

        double[][][] squares() {
            return squares;
        }

        double[][][] counts() {
            return counts;
        }

        Optional<DamageFeatures.Common> damages() {
            return damages;
        }

        int rows() {
            return alike[0].length;
        }
    }

    private GeneKernel(int[] choices, int[] kinds, int[] sizes, Optional<DamageFeatures> damages) {
        this.damages = damages;
        this.choices = choices;
        this.kinds = kinds;
        this.sizes = sizes;
        this.alike = new double[sizes.length][];
        this.shares = new double[sizes.length][];
        this.squares = new double[sizes.length][];
        for (int gene = 0; gene < choices.length; gene++) {
            int kind = kinds[gene];
            if (alike[kind] == null) {
                double size = sizes[kind];
                alike[kind] = alike(choices[gene]);
                shares[kind] = Arrays.stream(alike[kind]).map(a -> a / size).toArray();
                squares[kind] = Arrays.stream(alike[kind])
                        .map(a -> a * a / (size * size))
                        .toArray();
            }
        }
    }

    /** From 0 to 1, by how many places two of so many choices are apart. */
    private static double[] alike(int choices) {
        int most = choices - 1;
        return IntStream.range(0, choices)
                .mapToDouble(apart -> {
                    double same = apart == 0 ? 1 : 0;
                    return most <= 1 ? same : (1 - ORDER) * same + ORDER * (1 - apart / (double) most);
                })
                .toArray();
    }

    static GeneKernel of(List<Gene> genes) {
        return of(genes, Optional.empty());
    }

    /** Where damages of single changes are known, genomes are alike by what makes up their damage as well. */
    static GeneKernel of(List<Gene> genes, Optional<DamageFeatures> damages) {
        List<GeneKind> known = GeneKind.of(genes);
        int[] kinds = new int[genes.size()];
        for (int kind = 0; kind < known.size(); kind++) {
            for (int gene : known.get(kind).genes()) {
                kinds[gene] = kind;
            }
        }
        return new GeneKernel(
                genes.stream().mapToInt(g -> g.choices().size()).toArray(),
                kinds,
                known.stream().mapToInt(k -> k.genes().size()).toArray(),
                damages);
    }

    /** What is known of damages. */
    Optional<DamageFeatures> damages() {
        return damages;
    }

    int genes() {
        return choices.length;
    }

    int choices(int gene) {
        return choices[gene];
    }

    int kind(int gene) {
        return kinds[gene];
    }

    int kinds() {
        return sizes.length;
    }

    /** Genes of a kind. */
    int size(int kind) {
        return sizes[kind];
    }

    /** From 0 to 1. */
    double alike(int gene, int a, int b) {
        return alike[kinds[gene]][Math.abs(a - b)];
    }

    /** O(a b genes), and for counts O(a b choices^2) a kind. */
    Likeness between(int[][] a, int[][] b) {
        return likeness(a, b, false, damages.map(known -> known.between(a, b)));
    }

    /** What a list has in common with itself: the lower triangle alone. */
    Likeness within(int[][] a) {
        return likeness(a, a, true, damages.map(known -> known.within(a)));
    }

    private Likeness likeness(int[][] a, int[][] b, boolean lower, Optional<DamageFeatures.Common> common) {
        Likeness likeness = new Likeness(
                zeros(a.length, b.length, lower),
                zeros(a.length, b.length, lower),
                zeros(a.length, b.length, lower),
                common);
        double[][][] countsOfB = Arrays.stream(b).map(this::counts).toArray(double[][][]::new);
        for (int i = 0; i < a.length; i++) {
            StoppedException.ifInterrupted();
            double[][] blurred = blurred(counts(a[i]));
            for (int j = 0; j < (lower ? i + 1 : b.length); j++) {
                fill(likeness, i, j, a[i], b[j]);
                for (int kind = 0; kind < sizes.length; kind++) {
                    likeness.counts[kind][i][j] =
                            sizes[kind] == 1 ? 0 : Matrices.dot(blurred[kind], countsOfB[j][kind]);
                }
            }
        }
        return likeness;
    }

    private double[][][] zeros(int rows, int columns, boolean lower) {
        return IntStream.range(0, kinds())
                .mapToObj(kind -> Matrices.zeros(rows, columns, lower))
                .toArray(double[][][]::new);
    }

    private void fill(Likeness likeness, int i, int j, int[] a, int[] b) {
        double[] alike = new double[sizes.length];
        double[] squared = new double[sizes.length];
        for (int gene = 0; gene < choices.length; gene++) {
            int kind = kinds[gene];
            int apart = Math.abs(a[gene] - b[gene]);
            alike[kind] += shares[kind][apart];
            squared[kind] += squares[kind][apart];
        }
        for (int kind = 0; kind < sizes.length; kind++) {
            likeness.alike[kind][i][j] = alike[kind];
            likeness.squares[kind][i][j] = squared[kind];
        }
    }

    /** {@code [kind][choice]}: which share of the kind's genes has the choice. */
    private double[][] counts(int[] genome) {
        double[][] counts = new double[sizes.length][];
        for (int gene = 0; gene < genome.length; gene++) {
            int kind = kinds[gene];
            counts[kind] = counts[kind] == null ? new double[choices[gene]] : counts[kind];
            counts[kind][genome[gene]] += 1.0 / sizes[kind];
        }
        return counts;
    }

    /** With what is alike to each choice. */
    private double[][] blurred(double[][] counts) {
        double[][] blurred = new double[counts.length][];
        for (int gene = 0; gene < choices.length; gene++) {
            int kind = kinds[gene];
            if (blurred[kind] == null) {
                blurred[kind] = new double[choices[gene]];
                for (int i = 0; i < choices[gene]; i++) {
                    for (int j = 0; j < choices[gene]; j++) {
                        blurred[kind][i] += alike(gene, i, j) * counts[kind][j];
                    }
                }
            }
        }
        return blurred;
    }
}
