package llamanas.engine.search.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.PredictorQuality;
import llamanas.engine.search.Problem;
import llamanas.protocol.StoppedException;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Genome;

/**
 * Predicts what measuring a genome would give, and how far beside that it may be: expensive objectives by Gaussian processes, exact
 * ones by computing them, and how likely an evaluation is of no use.
 */
public final class GaussianPredictor {
    private static final int FEWEST_SAMPLES = 3;

    /** A range that ends so many times as far from the best as the middle of the front lies. */
    private static final double RANGE = 20;

    /** Of a normal distribution's two-sided interval of 90 %. */
    private static final double INTERVAL = 1.6449;

    private final Problem problem;
    private final Optional<Damages> damages;
    private final int trained;
    private final Map<Integer, CostModel> expensive;
    private final Optional<RiskModel> failure;
    private final Optional<RiskModel> violation;

    private GaussianPredictor(
            Problem problem,
            Optional<Damages> damages,
            int trained,
            Map<Integer, CostModel> expensive,
            Optional<RiskModel> failure,
            Optional<RiskModel> violation) {
        this.problem = problem;
        this.damages = damages;
        this.trained = trained;
        this.expensive = expensive;
        this.failure = failure;
        this.violation = violation;
    }

    /**
     * A predictor that has learned from samples; empty where too few of them did not fail. O(n^3).
     *
     * @param samples with those that failed
     * @param damages of single changes, where they are known
     * @param limits the cost from which on an objective is of no interest, one an objective; infinite where there is none
     */
    public static Optional<GaussianPredictor> fit(
            Problem problem, List<Evaluated> samples, Optional<Damages> damages, double[] limits) {
        List<Evaluated> valid = samples.stream().filter(c -> !c.failed()).toList();
        if (valid.size() < FEWEST_SAMPLES) {
            return Optional.empty();
        }
        List<Evaluated> changed = valid.stream()
                .filter(c ->
                        damages.isEmpty() || !c.genome().equals(damages.get().base()))
                .toList();
        List<Evaluated> learned = changed.isEmpty() ? valid : changed;
        int[][] genomes = genomes(problem, learned);
        GeneKernel kernel = GeneKernel.of(
                problem.space().genes(),
                damages.map(known -> DamageFeatures.of(problem.space().genes(), known, genomes)));
        double[] sums = Arrays.stream(genomes)
                .mapToDouble(g -> damages.map(d -> d.of(g)).orElse(0.0))
                .toArray();
        Map<Integer, CostModel> expensive = new TreeMap<>();
        double[] exact = problem.exactCosts(learned.get(0).genome());
        for (int i = 0; i < exact.length; i++) {
            if (Double.isNaN(exact[i])) {
                CostModel.Samples column = new CostModel.Samples(genomes, TargetModel.column(learned, i), sums);
                expensive.put(i, CostModel.fit(kernel, column, scales(valid, i, limits[i], damages)));
            }
        }
        List<Evaluated> all = Stream.concat(valid.stream(), samples.stream().filter(Evaluated::failed))
                .toList();
        double[] failed = all.stream().mapToDouble(c -> c.failed() ? 1 : 0).toArray();
        double[] violations = valid.stream().mapToDouble(Evaluated::violation).toArray();
        return Optional.of(new GaussianPredictor(
                problem,
                damages,
                valid.size(),
                expensive,
                RiskModel.fit(kernel, genomes(problem, all), failed),
                RiskModel.fit(kernel, genomes(problem, valid), violations)));
    }

    private static List<CostScale> scales(
            List<Evaluated> valid, int objective, double limit, Optional<Damages> damages) {
        double[] sorted =
                Arrays.stream(TargetModel.column(valid, objective)).sorted().toArray();
        double low = sorted[0];
        double robust = low + RANGE * (sorted[sorted.length / 2] - low);
        double high = Math.min(limit, Math.min(robust, sorted[sorted.length - 1]));
        double end = high > low ? high : low + Math.max(Math.abs(low), 1);
        Optional<Double> full = valid.stream()
                .filter(c ->
                        damages.isPresent() && c.genome().equals(damages.get().base()))
                .findFirst()
                .map(c -> c.costs().get(objective));
        return CostScale.all(new CostScale.Range(low, end), sorted, full, damages.isPresent());
    }

    private static int[][] genomes(Problem problem, List<Evaluated> candidates) {
        return candidates.stream()
                .map(c -> problem.space().canonical(c.genome()).toArray())
                .toArray(int[][]::new);
    }

    /** Whether costs are seen beside the damages of single changes. */
    public boolean knowsDamages() {
        return damages.isPresent();
    }

    /** What measuring canonical genomes would give, in their order; those that are likely to fail violate something. */
    public List<Evaluated> predict(List<Genome> genomes) {
        return genomes.stream().map(this::predict).toList();
    }

    private Evaluated predict(Genome genome) {
        StoppedException.ifInterrupted();
        int[] row = genome.toArray();
        double[] costs = problem.exactCosts(genome);
        double damage = damage(row);
        expensive.forEach((objective, model) -> costs[objective] = model.predict(row, damage));
        double violated = violation.map(risk -> risk.badness(row)).orElse(0.0)
                + failure.map(risk -> risk.badness(row)).orElse(0.0);
        return new Evaluated(genome, Arrays.stream(costs).boxed().toList(), violated);
    }

    private double damage(int[] row) {
        return damages.map(d -> d.of(row)).orElse(0.0);
    }

    /** All that is known of some canonical genomes together. O(m n^2 + m^2 n). */
    public Outlook outlook(List<Genome> genomes) {
        int[][] rows = genomes.stream().map(Genome::toArray).toArray(int[][]::new);
        List<Outlook.Column> columns = new ArrayList<>();
        expensive.forEach((objective, model) ->
                columns.add(new Outlook.Column(objective, model, model.process().joint(rows))));
        double[] useful = Arrays.stream(rows)
                .mapToDouble(row -> (1 - failure.map(r -> r.probability(row)).orElse(0.0))
                        * (1 - violation.map(r -> r.probability(row)).orElse(0.0)))
                .toArray();
        double[] sums = Arrays.stream(rows).mapToDouble(this::damage).toArray();
        double[][] exact = genomes.stream().map(problem::exactCosts).toArray(double[][]::new);
        return new Outlook(genomes, exact, columns, sums, useful);
    }

    /** How well this predictor foresees a generation, one entry an expensive objective; empty where all of it failed. */
    public List<PredictorQuality> quality(int generation, List<Evaluated> measured) {
        List<Evaluated> valid = measured.stream().filter(c -> !c.failed()).toList();
        if (valid.isEmpty()) {
            return List.of();
        }
        int[][] rows = genomes(problem, valid);
        List<PredictorQuality> quality = new ArrayList<>();
        expensive.forEach((objective, model) ->
                quality.add(quality(generation, objective, model, rows, TargetModel.column(valid, objective))));
        return quality;
    }

    private PredictorQuality quality(int generation, int objective, CostModel model, int[][] rows, double[] measured) {
        double[] deviations = model.process().deviations(rows);
        double noise = model.process().noise();
        double[] predicted = new double[rows.length];
        double[] low = new double[rows.length];
        double[] high = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            double damage = damage(rows[i]);
            double mean = model.process().mean(rows[i]);
            double half = INTERVAL * Math.sqrt(deviations[i] * deviations[i] + noise * noise);
            predicted[i] = model.cost(mean, damage);
            low[i] = model.cost(mean - half, damage);
            high[i] = model.cost(mean + half, damage);
        }
        Accuracy accuracy = Accuracy.of(predicted, measured);
        double width = IntStream.range(0, low.length)
                .mapToDouble(i -> high[i] - low[i])
                .average()
                .orElse(0);
        return new PredictorQuality(
                generation,
                objective,
                StrategySpec.GAUSSIAN,
                trained,
                rows.length,
                accuracy.tau(),
                accuracy.mape(),
                model.accuracy().tau(),
                width / 2,
                Interval.coverage(low, high, measured));
    }
}
