package llamanas.engine.search.strategy;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Problem;
import llamanas.engine.search.predict.GaussianPredictor;
import llamanas.engine.search.predict.Predictor;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Genome;

/** What {@link Linas} computes between two generations, in its two parts, for benchmarks: fitting a predictor, and searching by it. */
public final class LinasStep {
    private final InnerSearch search;
    private final List<Genome> start;

    private LinasStep(InnerSearch search, List<Genome> start) {
        this.search = search;
        this.start = start;
    }

    /**
     * Fits the predictor that the spec asks for, to what LINAS would choose of all that is measured.
     *
     * @throws IllegalArgumentException where too little is measured to fit anything
     */
    public static LinasStep fit(Problem problem, StrategySpec spec, List<Evaluated> measured) {
        Elite elite = new Elite();
        elite.add(measured, measured);
        List<Evaluated> sample = elite.sample(Linas.SAMPLES);
        Function<List<Genome>, List<Evaluated>> predictor = fitted(problem.measured(), spec, sample)
                .orElseThrow(
                        () -> new IllegalArgumentException(measured.size() + " candidates are too few to learn from"));
        Variation variation = Variation.of(new Genes(problem.space()), spec.crossover(), spec.mutation());
        List<Genome> start = elite.best(spec.population()).candidates().stream()
                .map(Evaluated::genome)
                .toList();
        return new LinasStep(new InnerSearch(problem, variation, predictor, spec.predictions()), start);
    }

    private static Optional<Function<List<Genome>, List<Evaluated>>> fitted(
            Problem problem, StrategySpec spec, List<Evaluated> sample) {
        if (spec.predictor().equals(StrategySpec.RIDGE)) {
            return Predictor.fit(problem, sample).map(fitted -> fitted::predict);
        }
        double[] limits = problem.limits(sample.get(0).costs());
        return GaussianPredictor.fit(problem, sample, Optional.empty(), limits).map(fitted -> fitted::predict);
    }

    /** NSGA-II on predictions; says how many there were. */
    public int search(long seed) {
        return search.run(start, Randomness.of(seed, 0)).size();
    }
}
