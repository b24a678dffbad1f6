package llamanas.workers.gates;

import java.util.List;
import java.util.TreeSet;
import llamanas.protocol.space.SearchSpace;

/**
 * What independent distributions over the choices of all genes make of the network, in expectation. A layer's residual branches
 * count with the probability that the layer runs; attention also with that of its own; a run of neurons with the probability
 * that the width reaches its end, since widths are prefixes. So one pass at full width does for all choices, where DARTS (arXiv
 * 1806.09055) computes each.
 *
 * <p>Probabilities are {@code [gene][choice]}, gates {@code [layers][1 + runs]} as {@link llamanas.workers.llama.GatedModel}
 * wants them. Each gate is a product of two expectations that depend on one gene each.
 */
final class Relaxation {
    private final LayerGenes genes;
    /** Widths at which the runs of neurons end, ascending; the last one is the full width. */
    private final int[] ends;
    /** {@code [layers][1 + runs]}, given that the layer runs. */
    private final Linear[][] parts;

    Relaxation(SearchSpace space) {
        genes = new LayerGenes(space);
        ends = ends(genes.widths(), space.shape().ffn());
        parts = new Linear[genes.layers()][];
        for (int layer = 0; layer < parts.length; layer++) {
            parts[layer] = parts(layer);
        }
    }

    private static int[] ends(List<Integer> widths, int full) {
        TreeSet<Integer> ends = new TreeSet<>(widths);
        ends.remove(0);
        ends.add(full);
        return ends.stream().mapToInt(Integer::intValue).toArray();
    }

    private Linear[] parts(int layer) {
        Linear[] all = new Linear[1 + ends.length];
        all[0] = genes.attention(layer, 1);
        for (int run = 0; run < ends.length; run++) {
            int end = ends[run];
            all[1 + run] = genes.ofWidth(layer, width -> width >= end ? 1 : 0);
        }
        return all;
    }

    /** Neurons of each run. */
    int[] runs() {
        int[] runs = ends.clone();
        for (int i = runs.length - 1; i > 0; i--) {
            runs[i] -= ends[i - 1];
        }
        return runs;
    }

    /** By how much each block counts. */
    double[][] gates(double[][] probabilities) {
        double[][] gates = new double[parts.length][1 + ends.length];
        for (int layer = 0; layer < gates.length; layer++) {
            double kept = genes.keep(layer).at(probabilities);
            for (int part = 0; part < gates[layer].length; part++) {
                gates[layer][part] = kept * parts[layer][part].at(probabilities);
            }
        }
        return gates;
    }

    /** Adds to the slopes of the probabilities, {@code [gene][choice]}, what slopes of the gates say of them. */
    void addSlopes(double[][] ofGates, double[][] probabilities, double[][] sums) {
        for (int layer = 0; layer < parts.length; layer++) {
            for (int part = 0; part < parts[layer].length; part++) {
                Linear.addProductSlope(
                        genes.keep(layer), parts[layer][part], ofGates[layer][part], probabilities, sums);
            }
        }
    }
}
