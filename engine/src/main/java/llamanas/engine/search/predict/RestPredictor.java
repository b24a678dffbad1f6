package llamanas.engine.search.predict;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.protocol.space.GeneSpace;
import llamanas.protocol.space.Genome;

/**
 * What the rest of the data gives, where a part of it is measured: ridge regression of the difference between rest and part on the
 * genes and the part, from candidates that are measured on both. With nothing to learn it is the difference estimate of survey
 * sampling; the genes tell in what networks of other shapes find the rest harder than the part, which that one takes for noise
 * (Cochran, Sampling Techniques, chapter 7; Saerndal et al., Model Assisted Survey Sampling, chapter 6).
 *
 * <p>Who is measured on all of the data may have been chosen by genes and part: given those, the rest is as random as ever.
 */
public final class RestPredictor {
    /** Fewer candidates, or fewer that the regression has not adapted to, say nothing of an error. */
    private static final int FEWEST = 12;

    private static final double LEAST_FREEDOM = 4;

    private final Encoding encoding;
    private final double mean;
    private final double unit;
    private final RidgeDesign.Fit fit;

    /**
     * The mean on the rest of the data.
     *
     * @param standardError of it, for one new candidate
     * @param degreesOfFreedom that the standard error was estimated with
     */
    public record Prediction(double mean, double standardError, double degreesOfFreedom) {}

    /**
     * Learns from candidates that are measured on all of the data.
     *
     * @param genomes canonical
     * @param part mean of each on the part
     * @param rest mean of each on the rest
     */
    public RestPredictor(GeneSpace space, List<Genome> genomes, double[] part, double[] rest) {
        encoding = Encoding.of(space.genes());
        mean = Matrices.mean(part);
        double deviation = Math.sqrt(Matrices.mean(
                Arrays.stream(part).map(p -> (p - mean) * (p - mean)).toArray()));
        unit = deviation > 0 ? deviation : 1;
        double[][] rows = IntStream.range(0, part.length)
                .mapToObj(i -> row(genomes.get(i), part[i]))
                .toArray(double[][]::new);
        double[] differences = IntStream.range(0, part.length)
                .mapToDouble(i -> rest[i] - part[i])
                .toArray();
        fit = new RidgeDesign(rows).fit(differences);
    }

    /** Whether so many candidates may be enough to learn from. */
    public static boolean isEnough(int candidates) {
        return candidates >= FEWEST;
    }

    /** Whether the errors of its predictions are known. */
    public boolean isSound() {
        return fit.degreesOfFreedom() >= LEAST_FREEDOM;
    }

    /** For a canonical genome with that mean on the part. O(d^2) for d columns of the encoding. */
    public Prediction predict(Genome genome, double part) {
        double[] row = row(genome, part);
        return new Prediction(part + fit.predict(row), fit.standardError(row), fit.degreesOfFreedom());
    }

    private double[] row(Genome genome, double part) {
        double[] genes = encoding.row(genome.toArray());
        double[] row = Arrays.copyOf(genes, genes.length + 1);
        row[genes.length] = (part - mean) / unit;
        return row;
    }
}
