package llamanas.engine.search.strategy;

import java.util.List;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Problem;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.StrategyOption;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Genome;

/**
 * Regularized evolution (Real et al., Regularized Evolution for Image Classifier Architecture Search, 2019) for several
 * objectives: the population is a window of the newest candidates, good or bad; a parent is the winner of a tournament of
 * {@link StrategyOption#SAMPLE} of them, drawn with replacement, by front and crowding distance within the window; a child is
 * its parent mutated, and there is no crossover. So every line dies out that does not keep renewing itself, and a lucky
 * measurement does not breed for ever.
 *
 * <p>The paper makes one child at a time. Here {@link StrategyOption#BATCH} of them are made from the same window, so that as
 * many workers are busy; the whole state is the history's tail. O(w log w) a generation for a window of w and up to two
 * objectives.
 */
final class AgeingEvolution extends GenerationalStrategy {
    private final Variation variation;
    private final int sample;
    private final int batch;

    AgeingEvolution(Problem problem, StrategySpec spec, long seed, Hints hints) {
        super(problem, spec.population(), seed, hints);
        variation = Variation.of(genes(), 0, spec.mutation());
        sample = (int) spec.option(StrategyOption.SAMPLE);
        batch = (int) spec.option(StrategyOption.BATCH);
    }

    @Override
    int step() {
        return batch;
    }

    @Override
    void propose(Proposals proposals, Randomness random) {
        Survivors window = window();
        if (isSeeding() || window.isEmpty()) {
            spread(proposals, random);
        } else {
            proposals.fillFrom(() -> child(window, random));
        }
    }

    private Genome child(Survivors window, Randomness random) {
        Genome parent = window.tournament(sample, random).genome();
        return variation.child(parent, parent, random);
    }

    /** The newest candidates of the history, without the failed ones among them. */
    private Survivors window() {
        List<Evaluated> history = history();
        List<Evaluated> newest = history.subList(Math.max(0, history.size() - population()), history.size());
        return Survivors.of(newest, newest.size());
    }
}
