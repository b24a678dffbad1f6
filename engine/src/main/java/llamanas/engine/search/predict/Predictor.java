package llamanas.engine.search.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.PredictorQuality;
import llamanas.engine.search.Problem;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Genome;

/**
 * Predicts what measuring a genome would give: expensive objectives by ridge regression, exact ones by computing them. A simple peer
 * of {@link GaussianPredictor}.
 */
public final class Predictor {
    private static final int FEWEST_SAMPLES = 3;

    private final Problem problem;
    private final int trained;
    private final Map<Integer, TargetModel> expensive;
    private final Optional<ViolationModel> violation;

    private Predictor(
            Problem problem, int trained, Map<Integer, TargetModel> expensive, Optional<ViolationModel> violation) {
        this.problem = problem;
        this.trained = trained;
        this.expensive = expensive;
        this.violation = violation;
    }

    /**
     * A predictor that learns from the candidates that did not fail; empty where those are too few to learn from.
     */
    public static Optional<Predictor> fit(Problem problem, List<Evaluated> measured) {
        List<Evaluated> valid = measured.stream().filter(c -> !c.failed()).toList();
        if (valid.size() < FEWEST_SAMPLES) {
            return Optional.empty();
        }
        int[][] genomes = genomes(
                valid.stream().map(c -> problem.space().canonical(c.genome())).toList());
        Samples samples = new Samples(Encoding.of(problem.space().genes()), genomes);
        Map<Integer, TargetModel> expensive = new TreeMap<>();
        double[] exact = problem.exactCosts(valid.get(0).genome());
        for (int i = 0; i < exact.length; i++) {
            if (Double.isNaN(exact[i])) {
                expensive.put(i, TargetModel.fit(samples, TargetModel.column(valid, i)));
            }
        }
        return Optional.of(new Predictor(problem, valid.size(), expensive, ViolationModel.fit(samples, valid)));
    }

    /** What measuring canonical genomes would give, in their order. */
    public List<Evaluated> predict(List<Genome> genomes) {
        return predict(genomes, TargetModel::predict);
    }

    /** What it would give at best: each expensive cost at the lower end of its prediction interval. */
    public List<Evaluated> predictOptimistically(List<Genome> genomes) {
        return predict(genomes, TargetModel::optimistic);
    }

    private List<Evaluated> predict(List<Genome> genomes, BiFunction<TargetModel, int[][], double[]> values) {
        int[][] rows = genomes(genomes);
        Map<Integer, double[]> predicted = new TreeMap<>();
        expensive.forEach((objective, model) -> predicted.put(objective, values.apply(model, rows)));
        double[] violations = violation.map(v -> v.predict(rows)).orElse(new double[rows.length]);
        List<Evaluated> all = new ArrayList<>(rows.length);
        for (int i = 0; i < rows.length; i++) {
            all.add(new Evaluated(genomes.get(i), costs(genomes.get(i), i, predicted), violations[i]));
        }
        return all;
    }

    private List<Double> costs(Genome genome, int row, Map<Integer, double[]> predicted) {
        double[] exact = problem.exactCosts(genome);
        List<Double> costs = new ArrayList<>(exact.length);
        for (int i = 0; i < exact.length; i++) {
            double[] column = predicted.get(i);
            costs.add(column == null ? exact[i] : column[row]);
        }
        return costs;
    }

    /** How well this predictor foresees a generation, one entry an expensive objective; empty where all of it failed. */
    public List<PredictorQuality> quality(int generation, List<Evaluated> measured) {
        List<Evaluated> valid = measured.stream().filter(c -> !c.failed()).toList();
        if (valid.isEmpty()) {
            return List.of();
        }
        int[][] rows = genomes(
                valid.stream().map(c -> problem.space().canonical(c.genome())).toList());
        List<PredictorQuality> quality = new ArrayList<>();
        expensive.forEach((objective, model) ->
                quality.add(quality(generation, objective, model, rows, TargetModel.column(valid, objective))));
        return quality;
    }

    private PredictorQuality quality(
            int generation, int objective, TargetModel model, int[][] rows, double[] measured) {
        Accuracy accuracy = Accuracy.of(model.predict(rows), measured);
        double[] low = model.bounds(rows, -1);
        double[] high = model.bounds(rows, 1);
        double width = 0;
        for (int i = 0; i < low.length; i++) {
            width += (high[i] - low[i]) / low.length;
        }
        return new PredictorQuality(
                generation,
                objective,
                StrategySpec.RIDGE,
                trained,
                rows.length,
                accuracy.tau(),
                accuracy.mape(),
                model.accuracy().tau(),
                width / 2,
                Interval.coverage(low, high, measured));
    }

    private static int[][] genomes(List<Genome> genomes) {
        return genomes.stream().map(Genome::toArray).toArray(int[][]::new);
    }
}
