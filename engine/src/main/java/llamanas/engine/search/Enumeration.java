package llamanas.engine.search;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.protocol.StoppedException;
import llamanas.protocol.space.GeneSpace;
import llamanas.protocol.space.Genome;

/** Lists small spaces. */
public final class Enumeration {
    private Enumeration() {}

    /** Every canonical genome, in lexicographic order. O(size of the space). */
    public static List<Genome> of(GeneSpace space) {
        int[] choices = space.choices();
        List<Genome> found = new ArrayList<>();
        int[] values = new int[choices.length];
        do {
            StoppedException.ifInterrupted();
            Genome genome = Genome.of(values);
            if (space.canonical(genome).equals(genome)) {
                found.add(genome);
            }
        } while (increment(values, choices));
        return found;
    }

    /** Counts up, the last gene fastest; false after the last genome. */
    private static boolean increment(int[] values, int[] choices) {
        int gene = IntStream.iterate(values.length - 1, i -> i >= 0, i -> i - 1)
                .filter(i -> values[i] + 1 < choices[i])
                .findFirst()
                .orElse(-1);
        if (gene < 0) {
            return false;
        }
        values[gene]++;
        for (int i = gene + 1; i < values.length; i++) {
            values[i] = 0;
        }
        return true;
    }
}
