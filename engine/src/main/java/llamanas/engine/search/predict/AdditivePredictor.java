package llamanas.engine.search.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Problem;
import llamanas.protocol.space.Genome;

/** Predicts expensive objectives by the damage of each gene, exact ones by computing them. */
public final class AdditivePredictor {
    private static final int FEWEST_SAMPLES = 3;

    private final Problem problem;
    private final Map<Integer, DamageModel> expensive;
    private final Optional<ViolationModel> violation;

    private AdditivePredictor(
            Problem problem, Map<Integer, DamageModel> expensive, Optional<ViolationModel> violation) {
        this.problem = problem;
        this.expensive = expensive;
        this.violation = violation;
    }

    /**
     * A predictor that knows the candidates that did not fail; empty where those are too few to learn from. With n of them and
     * d choices of all genes O(n d + n min(n, d)^2).
     *
     * @param base that damage is relative to
     * @param probes the base with one gene changed, each
     */
    public static Optional<AdditivePredictor> fit(
            Problem problem, Genome base, List<Genome> probes, List<Evaluated> history) {
        List<Evaluated> samples = history.stream().filter(c -> !c.failed()).toList();
        if (samples.size() < FEWEST_SAMPLES) {
            return Optional.empty();
        }
        List<Genome> genomes =
                samples.stream().map(c -> problem.space().canonical(c.genome())).toList();
        int[][] rows = genomes.stream().map(Genome::toArray).toArray(int[][]::new);
        Encoding encoding = Encoding.of(problem.space().genes());
        Ridge.OnGenes design = new Ridge.OnGenes(encoding, rows);
        Samples prepared = new Samples(encoding, rows);
        Map<Integer, DamageModel> expensive = new TreeMap<>();
        double[] exact = problem.exactCosts(genomes.get(0));
        for (int i = 0; i < exact.length; i++) {
            if (Double.isNaN(exact[i])) {
                double[] values = TargetModel.column(samples, i);
                expensive.put(i, DamageModel.fit(design, probes, base, genomes, values));
            }
        }
        return Optional.of(new AdditivePredictor(problem, expensive, ViolationModel.fit(prepared, samples)));
    }

    /** O(genes), and what exact costs take. */
    public Evaluated predict(Genome genome) {
        double[] exact = problem.exactCosts(genome);
        List<Double> costs = new ArrayList<>(exact.length);
        for (int i = 0; i < exact.length; i++) {
            DamageModel model = expensive.get(i);
            costs.add(model == null ? exact[i] : model.predict(genome));
        }
        double predictedViolation =
                violation.map(v -> v.predict(new int[][] {genome.toArray()})[0]).orElse(0.0);
        return new Evaluated(genome, costs, predictedViolation);
    }

    /**
     * What adds up over the genes, one number an objective: predicted damage for an expensive one, in its own unit or in
     * logarithms, up to a constant; the cost itself for an exact one.
     */
    public double[] scores(Genome genome) {
        double[] scores = problem.exactCosts(genome);
        expensive.forEach((objective, model) -> scores[objective] = model.score(genome));
        return scores;
    }

    /** Whether the objective is predicted rather than computed. */
    public boolean isExpensive(int objective) {
        return expensive.containsKey(objective);
    }
}
