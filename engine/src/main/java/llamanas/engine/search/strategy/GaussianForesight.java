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
 * Of Gaussian processes: a generation is chosen by the hypervolume that it is expected to add: one third of it in the costs as they
 * are, the rest on a logarithmic scale of what is predicted, where being twice as good counts among good networks as among bad ones.
 *
 * <p>{@code compared}: what the problem compares a predicted candidate as. {@code limits}: cost of each of the problem's objectives
 * beyond which nothing counts.
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
    /** One in so many candidates is chosen by the volume in the costs as they are. */
    private static final int PLAIN = 3;
    /**
     * Share of what is of interest that nobody can tell from nothing, where costs are seen beside damages: those of rounding, and of the
     * few tokens that a network is measured on. Without it, much is spent on what is better by a thousandth of a nat.
     */
    private static final double RESOLUTION = 0.004;
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
        int plain = (count + PLAIN - 1) / PLAIN;
        boolean[] predicted = expensive(outlook.genome(0));
        double[] resolution = new double[predicted.length];
        for (int i = 0; i < resolution.length; i++) {
            resolution[i] = predicted[i] && predictor.knowsDamages() ? RESOLUTION : 0;
        }
        for (boolean[] logarithmic : new boolean[][] {new boolean[limits.length], predicted}) {
            Improvement improvement = Improvement.of(front, finalists, limits, logarithmic, resolution);
            chosen.forEach(genome -> add(outlook, genome, improvement));
            chosen.addAll(new ExpectedImprovement(outlook, compared, improvement)
                    .choose(chosen.isEmpty() ? plain : count - chosen.size()));
        }
        return new ArrayList<>(chosen);
    }

    /** Which objectives are predicted; a weighted sum is, as one of its parts is. */
    private boolean[] expensive(Genome candidate) {
        boolean[] expensive = new boolean[limits.length];
        double[] exact = problem.exactCosts(candidate);
        for (int i = 0; i < expensive.length; i++) {
            expensive[i] = Double.isNaN(exact[i]);
        }
        return expensive;
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
