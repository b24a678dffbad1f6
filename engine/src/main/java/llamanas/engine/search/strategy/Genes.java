package llamanas.engine.search.strategy;

import java.util.List;
import llamanas.engine.search.GeneKind;
import llamanas.protocol.Randomness;
import llamanas.protocol.space.GeneSpace;
import llamanas.protocol.space.Genome;

/** Draws and varies genomes of a space. What comes out is within range but not yet canonical. */
final class Genes {
    private final int[] choices;
    /** Genes that decide the same thing for different layers, each kind of two at least. */
    private final List<List<Integer>> kinds;

    Genes(GeneSpace space) {
        choices = space.choices();
        kinds = GeneKind.of(space.genes()).stream()
                .map(GeneKind::genes)
                .filter(genes -> genes.size() > 1)
                .toList();
    }

    int count() {
        return choices.length;
    }

    int choices(int gene) {
        return choices[gene];
    }

    /** Every genome is equally likely. */
    Genome uniform(Randomness random) {
        return Genome.uniform(choices, random);
    }

    /**
     * A genome of about the given level: each gene is binomial between its first and its last choice. Uniform genomes of
     * many genes are all of nearly the same size; where choices ascend, levels from 0 to 1 give small and large ones too.
     */
    Genome atLevel(double level, Randomness random) {
        int[] values = new int[choices.length];
        for (int i = 0; i < values.length; i++) {
            for (int step = 1; step < choices[i]; step++) {
                values[i] += random.nextBoolean(level) ? 1 : 0;
            }
        }
        return Genome.of(values);
    }

    /** Uniform crossover: each gene from either parent. */
    Genome cross(Genome a, Genome b, Randomness random) {
        int[] values = new int[choices.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextBoolean(0.5) ? a.get(i) : b.get(i);
        }
        return Genome.of(values);
    }

    /** Changes each gene, one by one, with the given probability: to a neighbouring choice or to any other, evenly. */
    Genome mutate(Genome genome, double probability, Randomness random) {
        int[] values = genome.toArray();
        for (int i = 0; i < values.length; i++) {
            if (choices[i] > 1 && random.nextBoolean(probability)) {
                values[i] = random.nextBoolean(0.5) ? neighbour(i, values[i], random) : other(i, values[i], random);
            }
        }
        return Genome.of(values);
    }

    /** Two genes of one kind exchange their values, which in most spaces leaves the size as it is; the same genome where none can. */
    Genome exchange(Genome genome, Randomness random) {
        if (kinds.isEmpty()) {
            return genome;
        }
        int[] values = genome.toArray();
        List<Integer> kind = kinds.get(random.nextInt(kinds.size()));
        int first = kind.get(random.nextInt(kind.size()));
        int[] others = kind.stream()
                .mapToInt(gene -> gene)
                .filter(gene -> values[gene] != values[first])
                .toArray();
        if (others.length > 0) {
            int second = others[random.nextInt(others.length)];
            int value = values[first];
            values[first] = values[second];
            values[second] = value;
        }
        return Genome.of(values);
    }

    private int neighbour(int gene, int value, Randomness random) {
        if (value == 0) {
            return 1;
        }
        boolean up = value < choices[gene] - 1 && random.nextBoolean(0.5);
        return up ? value + 1 : value - 1;
    }

    private int other(int gene, int value, Randomness random) {
        int drawn = random.nextInt(choices[gene] - 1);
        return drawn < value ? drawn : drawn + 1;
    }
}
