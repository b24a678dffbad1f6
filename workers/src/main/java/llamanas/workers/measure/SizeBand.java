package llamanas.workers.measure;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Randomness;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.SearchSpace;

/**
 * Sub-networks of about one size.
 *
 * @param most largest share of the full network's decoder parameters, not included
 * @param least smallest one, included
 */
public record SizeBand(double most, double least) {
    /** The bands that super-networks are compared in. */
    public static final List<SizeBand> ALL =
            List.of(new SizeBand(0.90, 0.75), new SizeBand(0.75, 0.60), new SizeBand(0.60, 0.45));

    private static final int MOST_DRAWS = 200_000;

    /**
     * Draws uniform genomes until each band has its number of different ones: the first that fall into it. They follow from
     * space and seed alone; another order in which layers go is another space.
     *
     * @param each genomes of a band
     * @return genomes by band, in the order of {@link #ALL}
     * @throws InvalidInputException where a band has hardly any
     */
    public static List<List<Genome>> draw(SearchSpace space, int each, long seed) {
        int[] choices = space.choices();
        List<List<Genome>> drawn =
                ALL.stream().<List<Genome>>map(band -> new ArrayList<>()).toList();
        Set<Genome> seen = new HashSet<>();
        for (int place = 0; place < MOST_DRAWS && drawn.stream().anyMatch(band -> band.size() < each); place++) {
            Genome genome = space.canonical(Genome.uniform(choices, Randomness.of(seed, place)));
            double share = Cost.decoderShare(space.shape(), space.architecture(genome));
            for (int band = 0; band < drawn.size(); band++) {
                boolean wanted = ALL.get(band).holds(share) && drawn.get(band).size() < each;
                if (wanted && seen.add(genome)) {
                    drawn.get(band).add(genome);
                }
            }
        }
        for (int band = 0; band < drawn.size(); band++) {
            ALL.get(band).refuseFewerThan(each, drawn.get(band).size());
        }
        return drawn;
    }

    private void refuseFewerThan(int each, int found) {
        if (found < each) {
            throw new InvalidInputException(String.format(
                    Locale.ROOT,
                    "space: found %d different sub-networks with %s of the decoder's parameters in %,d draws, expected %d;"
                            + " widen the space or lower --count",
                    found,
                    label(),
                    MOST_DRAWS,
                    each));
        }
    }

    boolean holds(double share) {
        return share >= least && share < most;
    }

    /** For example {@code 0.90-0.75}. */
    public String label() {
        return String.format(Locale.ROOT, "%.2f-%.2f", most, least);
    }
}
