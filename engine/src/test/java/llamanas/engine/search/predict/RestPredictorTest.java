package llamanas.engine.search.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import llamanas.engine.search.StudentT;
import llamanas.protocol.Randomness;
import llamanas.protocol.space.Gene;
import llamanas.protocol.space.GeneSpace;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks whose loss adds up over the genes; one gene makes the rest of the data harder than the part, and the part is noisy. */
class RestPredictorTest {
    private static final int GENES = 8;
    private static final GeneSpace SPACE = new GeneSpace() {
        @Override
        public List<Gene> genes() {
            return IntStream.range(0, GENES)
                    .mapToObj(gene -> new Gene("x" + gene, List.of(gene + ".0", gene + ".1", gene + ".2")))
                    .toList();
        }

        @Override
        public Genome canonical(Genome genome) {
            return genome;
        }
    };

    private final Randomness random = Randomness.of(5, 0);

    private static final class Known {
        private final List<Genome> genomes;
        private final double[] part;
        private final double[] rest;

        Known(List<Genome> genomes, double[] part, double[] rest) {
            this.genomes = genomes;
            this.part = part;
            this.rest = rest;
        }
    }

    private Known draw(int count, double noise) {
        List<Genome> genomes = IntStream.range(0, count)
                .mapToObj(i -> Genome.of(
                        IntStream.range(0, GENES).map(gene -> random.nextInt(3)).toArray()))
                .toList();
        double[] part = new double[count];
        double[] rest = new double[count];
        for (int i = 0; i < count; i++) {
            double loss =
                    3 + 0.1 * genomes.get(i).get(0) + 0.05 * genomes.get(i).get(1);
            part[i] = loss + noise * normal();
            rest[i] = loss + 0.03 * genomes.get(i).get(2) + noise * normal();
        }
        return new Known(genomes, part, rest);
    }

    private double normal() {
        return IntStream.range(0, 12).mapToDouble(i -> random.nextDouble()).sum() - 6;
    }

    private static double meanError(RestPredictor predictor, Known unseen, boolean predicts) {
        return IntStream.range(0, unseen.part.length)
                .mapToDouble(i -> Math.abs(unseen.rest[i]
                        - (predicts
                                ? predictor
                                        .predict(unseen.genomes.get(i), unseen.part[i])
                                        .mean()
                                : unseen.part[i])))
                .average()
                .orElseThrow();
    }

    @Test
    void genesTellWhatThePartDoesNot() {
        Known known = draw(60, 0.005);
        RestPredictor predictor = new RestPredictor(SPACE, known.genomes, known.part, known.rest);
        Known unseen = draw(200, 0.005);
        assertThat(predictor.isSound()).isTrue();
        assertThat(meanError(predictor, unseen, true)).isLessThan(0.35 * meanError(predictor, unseen, false));
    }

    /** With 14 the dual form of the regression, with 40 and 200 the primal one. */
    @ParameterizedTest
    @ValueSource(ints = {14, 40, 200})
    void intervalsHoldWhatTheySay(int samples) {
        int held = 0;
        int count = 0;
        for (int world = 0; world < 40; world++) {
            Known known = draw(samples, 0.02);
            RestPredictor predictor = new RestPredictor(SPACE, known.genomes, known.part, known.rest);
            Known unseen = draw(predictor.isSound() ? 50 : 0, 0.02);
            for (int i = 0; i < unseen.part.length; i++) {
                RestPredictor.Prediction one = predictor.predict(unseen.genomes.get(i), unseen.part[i]);
                double t = StudentT.quantile(0.9, (int) one.degreesOfFreedom());
                held += Math.abs(one.mean() - unseen.rest[i]) <= t * one.standardError() ? 1 : 0;
                count++;
            }
        }
        assertThat(count).isGreaterThan(500);
        assertThat((double) held / count).isBetween(0.72, 0.9);
    }

    @Test
    void fewCandidatesSayNothing() {
        assertThat(RestPredictor.isEnough(5)).isFalse();
        assertThat(RestPredictor.isEnough(40)).isTrue();
    }
}
