package llamanas.engine.search.strategy;

import java.util.Arrays;
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
 * Of Gaussian processes: a generation is chosen by the hypervolume that it is expected to add. Where costs are seen beside the damages
 * of single changes, which tell good networks from bad ones over orders of magnitude, that is one candidate; the others are chosen on a
 * logarithmic scale of what is predicted, where being twice as good counts among good networks as among bad ones. Without damages, that
 * scale finds less: HW-GPT-Bench, the demo's table.
 *
 * <p>{@code compared}: what the problem compares a predicted candidate as. {@code limits}: cost of each of the problem's objectives
 * beyond which nothing counts.
 */
final class GaussianForesight implements Foresight {
    /** Predicted candidates that are looked at closely. */
    private static final int FINALISTS = 200;
    /** On the logarithmic scale, costs that are nearer to the best than this share of the front's extent count about alike. */
    private static final double FINEST = 0.001;
    /**
     * Share of what is of interest that nobody can tell from nothing, where costs are seen beside damages: those of rounding, and of the
     * few tokens that a network is measured on. Without it, much is spent on what is better by a thousandth of a nat: with 0.004 three of
     * 28 networks, where 8 bits for all layers come to 0.0037.
     */
    private static final double RESOLUTION = 0.006;
    /** With more objectives, exact hypervolumes take too long. */
    private static final int MOST_OBJECTIVES = 3;

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
        Outlook outlook =
                predictor.outlook(finalists.stream().map(Evaluated::genome).toList());
        Set<Integer> chosen = new LinkedHashSet<>();
        boolean besideDamages = predictor.knowsDamages();
        choose(improvement(front, finalists, outlook, 0), besideDamages ? Math.min(1, count) : count, chosen);
        if (besideDamages) {
            choose(improvement(front, finalists, outlook, FINEST), count, chosen);
        }
        return chosen.stream().map(outlook::genome).toList();
    }

    private static void choose(ExpectedImprovement improvement, int upTo, Set<Integer> chosen) {
        chosen.forEach(improvement::expect);
        chosen.addAll(improvement.choose(upTo - chosen.size()));
    }

    /** On a scale for what is predicted, and as it is for what is computed; a weighted sum is predicted, as one of its parts is. */
    private ExpectedImprovement improvement(
            List<Evaluated> front, List<Evaluated> finalists, Outlook outlook, double finest) {
        Improvement.Scale predicted = new Improvement.Scale(finest, predictor.knowsDamages() ? RESOLUTION : 0);
        List<Improvement.Scale> scales = Arrays.stream(problem.exactCosts(outlook.genome(0)))
                .mapToObj(exact -> Double.isNaN(exact) ? predicted : Improvement.Scale.PLAIN)
                .toList();
        return new ExpectedImprovement(outlook, compared, Improvement.of(front, finalists, limits, scales));
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
