package llamanas.engine.search.predict;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.PredictorQuality;
import llamanas.engine.search.Problem;
import llamanas.protocol.space.Genome;

/** Predicts what measuring a genome would give: expensive objectives by ridge regression, exact ones by computing them. */
public final class Predictor {
    private static final int FEWEST_SAMPLES = 3;

    private final Problem problem;
    private final Map<Integer, TargetModel> expensive;
    private final Optional<ViolationModel> violation;

    private Predictor(Problem problem, Map<Integer, TargetModel> expensive, Optional<ViolationModel> violation) {
        this.problem = problem;
        this.expensive = Map.copyOf(expensive);
        this.violation = violation;
    }

    /** A predictor that knows the candidates that did not fail; empty where those are too few to learn from. */
    public static Optional<Predictor> fit(Problem problem, List<Evaluated> history) {
        List<Evaluated> samples = history.stream().filter(c -> !c.failed()).toList();
        if (samples.size() < FEWEST_SAMPLES) {
            return Optional.empty();
        }
        List<Genome> genomes =
                samples.stream().map(c -> problem.space().canonical(c.genome())).toList();
        RidgeDesign design = new RidgeDesign(problem.space().choices(), genomes);
        Map<Integer, TargetModel> expensive = new HashMap<>();
        double[] exact = problem.exactCosts(genomes.get(0));
        for (int i = 0; i < exact.length; i++) {
            if (Double.isNaN(exact[i])) {
                expensive.put(i, TargetModel.fit(design, TargetModel.column(samples, i)));
            }
        }
        return Optional.of(new Predictor(problem, expensive, ViolationModel.fit(design, samples)));
    }

    public Evaluated predict(Genome genome) {
        double[] exact = problem.exactCosts(genome);
        List<Double> costs = new ArrayList<>(exact.length);
        for (int i = 0; i < exact.length; i++) {
            TargetModel model = expensive.get(i);
            costs.add(model == null ? exact[i] : model.predict(genome));
        }
        double predictedViolation = violation.map(v -> v.predict(genome)).orElse(0.0);
        return new Evaluated(genome, costs, predictedViolation);
    }

    /** How well this predictor foresees a generation, one entry an expensive objective. */
    public List<PredictorQuality> quality(int generation, List<Evaluated> measured) {
        List<Evaluated> samples = measured.stream().filter(c -> !c.failed()).toList();
        List<Evaluated> predicted = samples.stream()
                .map(c -> predict(problem.space().canonical(c.genome())))
                .toList();
        return expensive.keySet().stream()
                .sorted()
                .map(i -> new PredictorQuality(
                        generation,
                        i,
                        samples.size(),
                        KendallTau.of(TargetModel.column(predicted, i), TargetModel.column(samples, i))))
                .toList();
    }
}
