package llamanas.protocol.space;

import java.math.BigInteger;
import java.util.List;

/** All that a search strategy needs to know of a space: integer genes, and which genomes mean the same. */
public interface GeneSpace {
    List<Gene> genes();

    /** The one genome that stands for everything equal to this one. Idempotent. */
    Genome canonical(Genome genome);

    /** Number of choices of each gene. O(genes), and makes their names: ask once. */
    default int[] choices() {
        return genes().stream().mapToInt(gene -> gene.choices().size()).toArray();
    }

    /** Number of genomes: the product of the genes' choices. An upper bound on the number of distinct candidates. */
    default BigInteger size() {
        return genes().stream()
                .map(gene -> BigInteger.valueOf(gene.choices().size()))
                .reduce(BigInteger.ONE, BigInteger::multiply);
    }
}
