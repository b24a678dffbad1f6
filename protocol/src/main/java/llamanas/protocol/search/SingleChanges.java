package llamanas.protocol.search;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Gene;
import llamanas.protocol.space.GeneSpace;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.SearchSpace;

/**
 * How much each single change of the full network harms it: one gene at another of its choices, all others as they are. Measured once,
 * on few tokens, before the search. Damages of single changes nearly add up, which is why strategies go by them.
 *
 * @param genes of the space, in its order
 * @param changes in the order of {@link #of}; without those that can't be measured; empty where measuring them would cost too much of
 *     the budget
 * @param tokens that each was measured on; 0 where there are none
 * @param allTokens of the data that an evaluation of the search reads
 * @param evaluations what they count for in the budget: changes x tokens / allTokens, rounded up
 * @param provenance who measured them
 */
public record SingleChanges(
        List<Gene> genes, List<Change> changes, long tokens, long allTokens, int evaluations, Provenance provenance) {
    /**
     * One change.
     *
     * @param genome canonical
     * @param damage KL divergence from the full network's distribution of the next token, nats/token
     */
    public record Change(Genome genome, double damage) {}

    public SingleChanges {
        genes = List.copyOf(genes);
        changes = List.copyOf(changes);
    }

    /**
     * All single changes of a space, gene by gene and choice by choice: canonical genomes, none of them twice. Where the full network lies
     * outside of the space they are changes of the sub-network that comes nearest to it, which then is the first of them.
     */
    public static List<Genome> of(SearchSpace space) {
        Genome from = space.nearestToFull();
        Set<Genome> found = new LinkedHashSet<>();
        found.add(from);
        int[] choices = space.choices();
        for (int gene = 0; gene < choices.length; gene++) {
            for (int choice = 0; choice < choices[gene]; choice++) {
                int[] values = from.toArray();
                values[gene] = choice;
                found.add(space.canonical(Genome.of(values)));
            }
        }
        List<Genome> all = new ArrayList<>(found);
        boolean contained = space.architecture(from).equals(Architecture.full(space.shape()));
        return List.copyOf(contained ? all.subList(1, all.size()) : all);
    }

    /**
     * Refuses changes that were measured on another space, or are none.
     *
     * @param what they are, for the message
     * @throws InvalidInputException where they do not fit
     */
    public void check(String what, GeneSpace space) {
        if (!genes.equals(space.genes())) {
            throw new InvalidInputException(what + ": these are changes of other genes; found " + genes.size()
                    + " genes, expected the " + space.genes().size()
                    + " of the space with their choices; measure them on the space that is searched");
        }
        for (Change change : changes) {
            boolean fits = isGenome(change.genome()) && Double.isFinite(change.damage());
            if (!fits) {
                throw new InvalidInputException(
                        what + ": found a damage of " + change.damage() + " nats/token for genes " + change.genome()
                                + ", expected a number, and a choice of each of " + genes.size() + " genes");
            }
        }
    }

    private boolean isGenome(Genome genome) {
        if (genome.size() != genes.size()) {
            return false;
        }
        for (int gene = 0; gene < genes.size(); gene++) {
            if (genome.get(gene) < 0
                    || genome.get(gene) >= genes.get(gene).choices().size()) {
                return false;
            }
        }
        return true;
    }
}
