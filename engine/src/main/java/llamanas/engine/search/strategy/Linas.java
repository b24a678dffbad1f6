package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.PredictorQuality;
import llamanas.engine.search.Problem;
import llamanas.engine.search.predict.Predictor;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Genome;

/**
 * LINAS (Cummings et al., arXiv 2202.12934): fit a predictor to all that is measured, search with NSGA-II on its predictions,
 * measure the best that were not measured before, repeat.
 */
final class Linas extends GenerationalStrategy {
    private final Variation variation;
    private final int predictions;
    private final List<PredictorQuality> quality = new ArrayList<>();
    private Optional<Predictor> predictor = Optional.empty();

    Linas(Problem problem, StrategySpec spec, long seed) {
        super(problem, spec.population(), seed);
        variation = Variation.of(genes(), spec.crossover(), spec.mutation());
        predictions = spec.predictions();
    }

    @Override
    void propose(Proposals proposals, Randomness random) {
        if (isSeeding() || predictor.isEmpty()) {
            spread(proposals, random);
            return;
        }
        List<Evaluated> predicted =
                new InnerSearch(problem(), variation, this::predict, predictions).run(best(), random);
        List<Evaluated> unmeasured =
                predicted.stream().filter(c -> !isKnown(c.genome())).toList();
        Spread.best(unmeasured, proposals.free()).forEach(c -> proposals.offer(c.genome()));
    }

    /** The measured candidates that the inner search starts from. */
    private List<Genome> best() {
        return Survivors.of(history(), population()).candidates().stream()
                .map(Evaluated::genome)
                .toList();
    }

    /** Objectives are predicted one by one, and what is exact in them is computed, also where their sum is what counts. */
    private Evaluated predict(Genome genome) {
        return compared(predictor.orElseThrow().predict(genome));
    }

    @Override
    void learn(List<Evaluated> generation) {
        List<Evaluated> all = measured();
        List<Evaluated> last = all.subList(all.size() - generation.size(), all.size());
        predictor.ifPresent(p -> quality.addAll(p.quality(generation(), last)));
        predictor = Predictor.fit(problem().measured(), all);
    }

    @Override
    public List<PredictorQuality> predictorQuality() {
        return List.copyOf(quality);
    }
}
