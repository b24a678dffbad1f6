package llamanas.engine.search.predict;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llamanas.protocol.space.Gene;

/**
 * Genes as numbers to learn from: each gene one-hot; and of genes with the same choices, such as the FFN widths of all layers,
 * how many have each choice. The counts carry what layers have in common, so that a few samples suffice for it and only
 * the differences between layers have to be learned layer by layer.
 */
final class Encoding {
    /** Of a count beside a one-hot column: how much more layers are taken to have in common than to differ in. */
    private static final double COUNT = 0.7;

    private static final int ALONE = -1;

    private final int[] choices;
    /** First column of each gene. */
    private final int[] offsets;
    /** First column of the counts of each gene's kind; {@link #ALONE} where no other gene is of its kind. */
    private final int[] counts;

    private final int columns;

    private Encoding(int[] choices, int[] offsets, int[] counts, int columns) {
        this.choices = choices;
        this.offsets = offsets;
        this.counts = counts;
        this.columns = columns;
    }

    static Encoding of(List<Gene> genes) {
        int[] choices = genes.stream().mapToInt(g -> g.choices().size()).toArray();
        int[] offsets = new int[choices.length];
        int[] counts = new int[choices.length];
        int columns = 0;
        for (int gene = 0; gene < choices.length; gene++) {
            offsets[gene] = columns;
            columns += choices[gene];
        }
        for (List<Integer> kind : kinds(genes)) {
            boolean several = kind.size() > 1;
            for (int gene : kind) {
                counts[gene] = several ? columns : ALONE;
            }
            columns += several ? choices[kind.get(0)] : 0;
        }
        return new Encoding(choices, offsets, counts, columns);
    }

    private static List<List<Integer>> kinds(List<Gene> genes) {
        Map<List<String>, List<Integer>> kinds = new LinkedHashMap<>();
        for (int gene = 0; gene < genes.size(); gene++) {
            kinds.computeIfAbsent(genes.get(gene).choices(), key -> new ArrayList<>())
                    .add(gene);
        }
        return List.copyOf(kinds.values());
    }

    int genes() {
        return choices.length;
    }

    int choices(int gene) {
        return choices[gene];
    }

    int columns() {
        return columns;
    }

    /** A genome's row, {@code [columns]}. */
    double[] row(int[] genome) {
        double[] row = new double[columns];
        for (int gene = 0; gene < genome.length; gene++) {
            row[offsets[gene] + genome[gene]] = 1;
            if (counts[gene] != ALONE) {
                row[counts[gene] + genome[gene]] += COUNT;
            }
        }
        return row;
    }

    /** What a choice of a gene adds to the product of a row with weights {@code [columns]}. */
    double added(double[] weights, int gene, int choice) {
        double alone = weights[offsets[gene] + choice];
        return counts[gene] == ALONE ? alone : alone + COUNT * weights[counts[gene] + choice];
    }
}
