package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.PredictorQuality;
import llamanas.engine.search.Problem;
import llamanas.engine.search.predict.Predictor;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.StrategyOption;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Genome;

/**
 * LINAS (Cummings et al., arXiv 2202.12934): fit a predictor to what is measured, search with NSGA-II on its predictions,
 * measure the best that were not measured before, repeat.
 *
 * <p>Unlike the original, generations are small at first and grow with what is known, since a predictor learns the most from what
 * it was wrong about; and a generation is chosen for the hypervolume that it adds: one half by the predictions, the other by
 * what candidates may be at best, which is where the predictor has not seen the like yet.
 *
 * <p>The predictor is made when it is asked for, of the history alone, so that a search that is resumed fits one, not all.
 */
final class Linas extends GenerationalStrategy {
    /** A generation grows to this part of what is measured. */
    private static final int GROWTH = 10;
    /** Predicted candidates that are looked at closely. */
    private static final int FINALISTS = 300;
    /** Candidates that the predictor learns from: fitting is cubic in their number. */
    static final int SAMPLES = 500;
    /** Up to this one every generation's prediction is judged. */
    private static final int JUDGED = 64;
    /** With more objectives, exact hypervolumes take too long. */
    private static final int MOST_OBJECTIVES = 3;

    private final Variation variation;
    private final int predictions;
    private final String learner;
    private final int first;
    private final int batch;

    private final Elite elite = new Elite();
    /** How much was measured at the end of each generation. */
    private final List<Integer> ends = new ArrayList<>();

    Linas(Problem problem, StrategySpec spec, long seed) {
        super(problem, spec.population(), seed);
        variation = Variation.of(genes(), spec.crossover(), spec.mutation());
        predictions = spec.predictions();
        learner = spec.predictor();
        first = Math.min(spec.population(), (int) spec.option(StrategyOption.FIRST));
        batch = Math.min(spec.population(), (int) spec.option(StrategyOption.BATCH));
    }

    @Override
    int first() {
        return first;
    }

    @Override
    int step() {
        return Math.min(population(), Math.max(batch, history().size() / GROWTH));
    }

    @Override
    void propose(Proposals proposals, Randomness random) {
        Optional<Predictor> predictor = isSeeding() ? Optional.empty() : predictor(elite);
        if (predictor.isEmpty()) {
            spread(proposals, random);
            return;
        }
        InnerSearch search = new InnerSearch(
                problem(), variation, genomes -> compared(predictor.get().predict(genomes)), predictions);
        List<Evaluated> unmeasured = search.run(best(), random).stream()
                .filter(c -> !isKnown(c.genome()))
                .toList();
        List<Evaluated> finalists = Spread.best(unmeasured, FINALISTS);
        List<Evaluated> front = elite.front();
        offerImproving(front, finalists, (proposals.free() + 1) / 2, proposals);
        List<Genome> rest =
                without(proposals, finalists).stream().map(Evaluated::genome).toList();
        offerImproving(front, compared(predictor.get().predictOptimistically(rest)), proposals.free(), proposals);
        Spread.best(without(proposals, unmeasured), proposals.free()).forEach(c -> proposals.offer(c.genome()));
    }

    private void offerImproving(List<Evaluated> front, List<Evaluated> candidates, int count, Proposals proposals) {
        if (problem().objectives() > MOST_OBJECTIVES) {
            Spread.best(candidates, count).forEach(c -> proposals.offer(c.genome()));
            return;
        }
        List<Evaluated> feasible =
                candidates.stream().filter(Evaluated::feasible).toList();
        Improvement.choose(front, feasible, count).forEach(c -> proposals.offer(c.genome()));
    }

    private static List<Evaluated> without(Proposals proposals, List<Evaluated> candidates) {
        Set<Genome> chosen = Set.copyOf(proposals.toList());
        return candidates.stream().filter(c -> !chosen.contains(c.genome())).toList();
    }

    /** The measured candidates that the inner search starts from. */
    private List<Genome> best() {
        return elite.best(population()).candidates().stream()
                .map(Evaluated::genome)
                .toList();
    }

    /** Objectives are predicted one by one, and what is exact in them is computed, also where their sum is what counts. */
    private List<Evaluated> compared(List<Evaluated> predicted) {
        return predicted.stream().map(this::compared).collect(Collectors.toList());
    }

    private Optional<Predictor> predictor(Elite known) {
        return Predictor.fit(problem().measured(), known.sample(SAMPLES), learner);
    }

    @Override
    void learn(List<Evaluated> generation) {
        int end = measured().size();
        elite.add(measured().subList(end - generation.size(), end), generation);
        ends.add(end);
    }

    /** Fits the predictor of each generation again; of long searches, that of ever fewer: O(log) of the generations. */
    @Override
    public List<PredictorQuality> predictorQuality() {
        List<PredictorQuality> quality = new ArrayList<>();
        Elite known = new Elite();
        int from = 0;
        for (int generation = 0; generation < ends.size(); generation++) {
            int number = generation;
            List<Evaluated> told = measured().subList(from, ends.get(generation));
            if (from >= first && isJudged(generation)) {
                predictor(known).ifPresent(p -> quality.addAll(p.quality(number, told)));
            }
            known.add(told, history().subList(from, ends.get(generation)));
            from = ends.get(generation);
        }
        return quality;
    }

    /** All up to {@value #JUDGED}, then that many from each doubling. */
    private static boolean isJudged(int generation) {
        int stride = Math.max(1, Integer.highestOneBit(generation) / JUDGED);
        return generation % stride == 0;
    }
}
