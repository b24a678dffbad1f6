package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.PredictorQuality;
import llamanas.engine.search.Problem;
import llamanas.engine.search.predict.Predictor;
import llamanas.protocol.space.Genome;

/**
 * Of predictors that give a value and an interval: one half of a generation is chosen by the values, the other by what candidates may
 * be at best, which is where the predictor has not seen the like yet.
 *
 * @param compared what the problem compares a predicted candidate as
 */
record LearnedForesight(Problem problem, Predictor predictor, UnaryOperator<Evaluated> compared) implements Foresight {
    /** Predicted candidates that are looked at closely. */
    private static final int FINALISTS = 300;
    /** With more objectives, exact hypervolumes take too long. */
    private static final int MOST_OBJECTIVES = 3;

    @Override
    public List<Evaluated> predict(List<Genome> genomes) {
        return predictor.predict(genomes);
    }

    @Override
    public List<Genome> choose(List<Evaluated> front, List<Evaluated> candidates, int count) {
        List<Evaluated> finalists = Spread.best(candidates, FINALISTS);
        Set<Genome> chosen = new LinkedHashSet<>(improving(front, finalists, (count + 1) / 2));
        List<Genome> rest = finalists.stream()
                .map(Evaluated::genome)
                .filter(genome -> !chosen.contains(genome))
                .toList();
        List<Evaluated> atBest =
                predictor.predictOptimistically(rest).stream().map(compared).toList();
        chosen.addAll(improving(front, atBest, count - chosen.size()));
        return new ArrayList<>(chosen);
    }

    private List<Genome> improving(List<Evaluated> front, List<Evaluated> candidates, int count) {
        List<Evaluated> best = problem.objectives() > MOST_OBJECTIVES
                ? Spread.best(candidates, count)
                : Improvement.choose(
                        front, candidates.stream().filter(Evaluated::feasible).toList(), count);
        return best.stream().map(Evaluated::genome).toList();
    }

    @Override
    public List<PredictorQuality> quality(int generation, List<Evaluated> measured) {
        return predictor.quality(generation, measured);
    }
}
