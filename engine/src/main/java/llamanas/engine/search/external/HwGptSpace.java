package llamanas.engine.search.external;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.protocol.space.Gene;
import llamanas.protocol.space.GeneSpace;
import llamanas.protocol.space.Genome;

/**
 * The sub-networks of a GPT super-network as HW-GPT-Bench (NeurIPS 2024) varies it: embedding width, number of layers, FFN ratio
 * and heads of each layer, biases. The genes come in this order; those of layers that do not run have no effect, and are 0 in a
 * canonical genome.
 *
 * @param embeddings widths, ascending
 * @param layers numbers of layers, ascending
 * @param ratios of a layer's FFN to the embedding, ascending
 * @param heads of a layer, ascending
 * @param biases whether there are biases, in the order of the choices
 */
public record HwGptSpace(
        List<Integer> embeddings, List<Integer> layers, List<Integer> ratios, List<Integer> heads, List<Boolean> biases)
        implements GeneSpace {
    private static final int VOCABULARY = 50257;
    private static final int HEAD_WIDTH = 64;

    public HwGptSpace {
        embeddings = List.copyOf(embeddings);
        layers = List.copyOf(layers);
        ratios = List.copyOf(ratios);
        heads = List.copyOf(heads);
        biases = List.copyOf(biases);
    }

    private int most() {
        return layers.get(layers.size() - 1);
    }

    private static List<String> words(List<?> choices) {
        return choices.stream().map(String::valueOf).toList();
    }

    @Override
    public List<Gene> genes() {
        List<Gene> genes = new ArrayList<>();
        genes.add(new Gene("embedding", words(embeddings)));
        genes.add(new Gene("layers", words(layers)));
        IntStream.range(0, most()).forEach(i -> genes.add(new Gene("ffn-ratio[" + i + "]", words(ratios))));
        IntStream.range(0, most()).forEach(i -> genes.add(new Gene("heads[" + i + "]", words(heads))));
        genes.add(new Gene("bias", words(biases)));
        return genes;
    }

    @Override
    public Genome canonical(Genome genome) {
        int[] values = genome.toArray();
        int runs = layers.get(values[1]);
        Arrays.fill(values, ratio(runs), head(0), 0);
        Arrays.fill(values, head(runs), head(most()), 0);
        return Genome.of(values);
    }

    /** All first choices, but for the biases, which stay as the super-network has them. */
    public Genome smallest() {
        return canonical(Genome.of(new int[head(most()) + 1]));
    }

    /** All last choices, but for the biases, which stay as the super-network has them. */
    public Genome largest() {
        int[] values = new int[head(most()) + 1];
        Arrays.fill(values, ratio(0), head(0), ratios.size() - 1);
        Arrays.fill(values, head(0), head(most()), heads.size() - 1);
        values[0] = embeddings.size() - 1;
        values[1] = layers.size() - 1;
        return Genome.of(values);
    }

    /** As {@link #choices}, without making names. */
    private int[] counts() {
        int[] counts = new int[head(most()) + 1];
        Arrays.fill(counts, ratio(0), head(0), ratios.size());
        Arrays.fill(counts, head(0), head(most()), heads.size());
        counts[0] = embeddings.size();
        counts[1] = layers.size();
        counts[counts.length - 1] = biases.size();
        return counts;
    }

    private static int ratio(int layer) {
        return 2 + layer;
    }

    private int head(int layer) {
        return 2 + most() + layer;
    }

    /** Weights of the matrices: the embedding, which is the output projection too, attention and FFN of the layers that run. */
    public long parameters(Genome genome) {
        long width = embeddings.get(genome.get(0));
        long sum = VOCABULARY * width;
        for (int layer = 0; layer < layers.get(genome.get(1)); layer++) {
            sum += 4 * width * HEAD_WIDTH * heads.get(genome.get(head(layer)));
            sum += 2 * ratios.get(genome.get(ratio(layer))) * width * width;
        }
        return sum;
    }

    /** Length of what {@link #oneHot} gives. */
    int inputs() {
        return embeddings.size() + layers.size() + most() * (ratios.size() + heads.size()) + biases.size();
    }

    /** Every gene one-hot, in the order of the genes; all 0 for layers that do not run. */
    double[] oneHot(Genome genome) {
        double[] input = new double[inputs()];
        int[] choices = counts();
        int runs = layers.get(genome.get(1));
        int offset = 0;
        for (int gene = 0; gene < choices.length; gene++) {
            boolean ofLayer = gene >= ratio(0) && gene < head(most());
            if (!ofLayer || (gene - ratio(0)) % most() < runs) {
                input[offset + genome.get(gene)] = 1;
            }
            offset += choices[gene];
        }
        return input;
    }
}
