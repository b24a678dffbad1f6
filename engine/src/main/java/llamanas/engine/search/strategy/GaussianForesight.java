package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.PredictorQuality;
import llamanas.engine.search.Problem;
import llamanas.engine.search.predict.GaussianPredictor;
import llamanas.engine.search.predict.Outlook;
import llamanas.protocol.space.Genome;

/**
 * Of Gaussian processes: a generation is chosen by the hypervolume that it is expected to add. One half goes by the volume itself,
 * the other by that of the square roots of the costs, where being twice as good counts among good networks as among bad ones.
 *
 * <p>{@code compared}: what the problem compares a predicted candidate as
 * <p>{@code limits}: cost of each of the problem's objectives beyond which nothing counts
 */
final class GaussianForesight implements Foresight {
    private final Problem problem;
    private final GaussianPredictor predictor;
    private final UnaryOperator<Evaluated> compared;
    private final double[] limits;

    GaussianForesight(
            Problem problem, GaussianPredictor predictor, UnaryOperator<Evaluated> compared, double[] limits) {
        this.problem = problem;
        this.predictor = predictor;
        this.compared = compared;
        this.limits = limits;
    }

    Problem problem() {
        return problem;
    }

    GaussianPredictor predictor() {
        return predictor;
    }

    UnaryOperator<Evaluated> compared() {
        return compared;
    }

    double[] limits() {
        return limits;
    }

    /** Predicted candidates that are looked at closely. */
    private static final int FINALISTS = 200;
    /** One in so many candidates is chosen by the square roots of the costs. */
    private static final int ROOTS = 3;
    /** With more objectives, exact hypervolumes take too long. */
    private static final int MOST_OBJECTIVES = 3;

    @Override
    public List<Evaluated> predict(List<Genome> genomes) {
        return predictor.predict(genomes);
    }

    @Override
    public List<Genome> choose(List<Evaluated> front, List<Evaluated> candidates, int count) {
        List<Evaluated> interesting =
                candidates.stream().filter(this::isInteresting).toList();
        List<Evaluated> finalists = Spread.best(interesting, FINALISTS);
        if (finalists.isEmpty() || problem.objectives() > MOST_OBJECTIVES) {
            return Spread.best(interesting, count).stream()
                    .map(Evaluated::genome)
                    .toList();
        }
        Set<Genome> chosen = new LinkedHashSet<>();
        Outlook outlook =
                predictor.outlook(finalists.stream().map(Evaluated::genome).toList());
        int plain = count - (int) Math.round(count * Double.parseDouble(System.getProperty("share", "0.33")));
        for (double power : new double[] {1, Double.parseDouble(System.getProperty("power", "0.5"))}) {
            Improvement improvement = Improvement.of(front, finalists, limits, power);
            chosen.forEach(genome -> add(outlook, genome, improvement));
            chosen.addAll(new ExpectedImprovement(outlook, compared, improvement)
                    .choose(power == 1 ? plain : count - chosen.size()));
        }
        return new ArrayList<>(chosen);
    }

    private void add(Outlook outlook, Genome genome, Improvement improvement) {
        for (int i = 0; i < outlook.size(); i++) {
            if (outlook.genome(i).equals(genome)) {
                Evaluated expected = compared.apply(outlook.expected(i));
                if (!expected.failed()) {
                    improvement.add(expected.costs());
                }
            }
        }
    }

    private boolean isInteresting(Evaluated candidate) {
        for (int i = 0; i < limits.length; i++) {
            if (candidate.costs().get(i) > limits[i]) {
                return false;
            }
        }
        return candidate.feasible();
    }

    @Override
    public List<PredictorQuality> quality(int generation, List<Evaluated> measured) {
        return predictor.quality(generation, measured);
    }
}
