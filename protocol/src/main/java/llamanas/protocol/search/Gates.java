package llamanas.protocol.search;

import java.util.List;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.space.Gene;
import llamanas.protocol.space.GeneSpace;

/**
 * What relaxed gates on the super-network came to: how probable each choice of each gene is, for several weights of size against
 * task loss.
 *
 * @param genes of the space, in its order
 * @param points by ascending weight of size: from large sub-networks to small ones
 * @param provenance who trained them; its {@code dataHash} is that of the text
 */
public record Gates(List<Gene> genes, List<Point> points, Provenance provenance) {
    /** How far probabilities may be from summing up to 1. */
    private static final double TOLERANCE = 1e-6;

    /**
     * One trade of task loss against size.
     *
     * @param sizeWeight nats/token that all of the parameters are worth
     * @param loss of the relaxed network, nats/token, mean over the last pass over the text
     * @param size expected parameters, as a share of the full network's
     * @param latency expected FLOPs, as a share of the full network's: what stands for latency
     * @param probabilities {@code [gene][choice]}; those of a gene sum up to 1
     */
    public record Point(double sizeWeight, double loss, double size, double latency, List<List<Double>> probabilities) {
        public Point {
            probabilities = probabilities.stream().map(List::copyOf).toList();
        }
    }

    public Gates {
        genes = List.copyOf(genes);
        points = List.copyOf(points);
    }

    /**
     * Refuses gates that were trained on another space, or are none.
     *
     * @param what they are, for the message: a file, for example
     * @throws InvalidInputException where they do not fit
     */
    public void check(String what, GeneSpace space) {
        if (!genes.equals(space.genes())) {
            throw new InvalidInputException(what + ": these gates are for other genes; found " + names(genes)
                    + ", expected " + names(space.genes()) + "; train them on the space that is searched");
        }
        if (points.isEmpty()) {
            throw new InvalidInputException(what + ": found no points, expected one at least");
        }
        for (int i = 0; i < points.size(); i++) {
            checkPoint(what + ", point " + i, points.get(i));
        }
    }

    private void checkPoint(String where, Point point) {
        if (point.probabilities().size() != genes.size()) {
            throw new InvalidInputException(where + ": found probabilities of "
                    + point.probabilities().size() + " genes, expected " + genes.size());
        }
        for (int g = 0; g < genes.size(); g++) {
            List<Double> found = point.probabilities().get(g);
            double sum = found.stream().mapToDouble(Double::doubleValue).sum();
            boolean fits = found.size() == genes.get(g).choices().size()
                    && found.stream().allMatch(p -> p >= 0)
                    && Math.abs(sum - 1) <= TOLERANCE;
            if (!fits) {
                throw new InvalidInputException(where + ", gene " + genes.get(g).name() + ": found " + found
                        + ", expected " + genes.get(g).choices().size() + " probabilities that sum up to 1");
            }
        }
    }

    /** With the choices, as gates of the same layers may differ in those alone. */
    private static String names(List<Gene> genes) {
        Gene first = genes.isEmpty() ? new Gene("none", List.of("-")) : genes.get(0);
        Gene last = genes.isEmpty() ? first : genes.get(genes.size() - 1);
        return genes.size() + " from " + first.name() + " " + first.choices() + " to " + last.name() + " "
                + last.choices();
    }
}
