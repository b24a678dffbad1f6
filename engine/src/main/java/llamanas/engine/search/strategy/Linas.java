package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Part;
import llamanas.engine.search.PredictorQuality;
import llamanas.engine.search.Problem;
import llamanas.engine.search.predict.GaussianPredictor;
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
    /** Failed candidates that the predictor learns from: the newest. */
    private static final int FAILURES = 150;
    /** Networks that the predictions are linearised around, and how often better ones take their place. */
    private static final int ANCHORS = 4;
    /** The same where damages are known: what is predicted is worth more then, and the search for it misses less. */
    private static final int ANCHORS_BY_DAMAGES = 24;

    private static final int ROUNDS = 2;
    /** Candidates that the predictor learns from: fitting is cubic in their number. */
    static final int SAMPLES = 500;
    /** Up to this one every generation's prediction is judged. */
    private static final int JUDGED = 64;

    private final Variation variation;
    private final int predictions;
    private final boolean ridge;
    private final int first;
    private final int batch;

    private final List<LinearisedSolutions.Blocks> parts;
    private final Elite elite = new Elite();
    /** How much was measured at the end of each generation. */
    private final List<Integer> ends = new ArrayList<>();

    Linas(Problem problem, StrategySpec spec, long seed, Hints hints) {
        super(problem, spec.population(), seed, hints);
        parts = Part.of(problem.space()).stream()
                .map(LinearisedSolutions.Blocks::of)
                .toList();
        Variation plain = Variation.of(genes(), spec.crossover(), spec.mutation());
        // What is predicted tells layers apart, so that it pays to look for networks of one size; without damages it
        // does not.
        variation = damages().isPresent() ? plain.withExchanges() : plain;
        predictions = spec.predictions();
        ridge = spec.predictor().equals(StrategySpec.RIDGE);
        first = Math.min(spec.population(), (int) spec.option(StrategyOption.FIRST));
        batch = Math.min(spec.population(), (int) spec.option(StrategyOption.BATCH));
    }

    /** Damages tell networks apart from the start. */
    @Override
    int first() {
        return damages().isPresent() ? 1 : first;
    }

    /** Where damages are known, not more than what everybody would try: others by chance would only cost. */
    @Override
    int seeding(int evaluations) {
        return damages().isPresent()
                ? Math.min(first, Math.max(1, beginning(evaluations).affordable()))
                : first;
    }

    @Override
    int step() {
        return Math.min(population(), Math.max(batch, history().size() / GROWTH));
    }

    @Override
    void propose(Proposals proposals, Randomness random) {
        Optional<Foresight> fitted = isSeeding() ? Optional.empty() : foresight(elite, measured());
        if (fitted.isEmpty()) {
            spread(proposals, random);
            return;
        }
        Foresight foresight = fitted.get();
        InnerSearch search =
                new InnerSearch(problem(), variation, genomes -> compared(foresight.predict(genomes)), predictions);
        List<Evaluated> solved = solved(foresight, elite.front());
        List<Evaluated> found = search.run(start(solved), random);
        List<Evaluated> polished = solved(foresight, found);
        List<Evaluated> unmeasured = distinct(solved, found, polished).stream()
                .filter(c -> !isKnown(c.genome()))
                .toList();
        foresight.choose(elite.front(), unmeasured, proposals.free()).forEach(proposals::offer);
        Spread.best(without(proposals, unmeasured), proposals.free()).forEach(c -> proposals.offer(c.genome()));
    }

    @SafeVarargs
    private static List<Evaluated> distinct(List<Evaluated>... lists) {
        Map<Genome, Evaluated> all = new LinkedHashMap<>();
        for (List<Evaluated> list : lists) {
            list.forEach(candidate -> all.putIfAbsent(candidate.genome(), candidate));
        }
        return List.copyOf(all.values());
    }

    private static List<Evaluated> without(Proposals proposals, List<Evaluated> candidates) {
        Set<Genome> chosen = Set.copyOf(proposals.toList());
        return candidates.stream().filter(c -> !chosen.contains(c.genome())).toList();
    }

    /** What the inner search starts from: the best of some solutions, and the best that are measured. */
    private List<Genome> start(List<Evaluated> solved) {
        Set<Genome> best = new LinkedHashSet<>();
        Spread.best(solved, population()).forEach(c -> best.add(c.genome()));
        best.addAll(best());
        return List.copyOf(best);
    }

    /** Solutions of what the predictor says around some of a front, as it predicts them. */
    private List<Evaluated> solved(Foresight foresight, List<Evaluated> front) {
        LinearisedSolutions solutions = new LinearisedSolutions(problem(), parts, foresight::predict);
        Map<Genome, Evaluated> solved = new LinkedHashMap<>();
        Set<Genome> anchors = new LinkedHashSet<>(anchors(front));
        for (int round = 0; round < ROUNDS; round++) {
            List<Genome> found = solutions.around(List.copyOf(anchors)).stream()
                    .filter(genome -> !solved.containsKey(genome))
                    .toList();
            List<Evaluated> predicted = compared(foresight.predict(found));
            predicted.forEach(c -> solved.put(c.genome(), c));
            anchors = new LinkedHashSet<>(anchors(predicted));
        }
        return List.copyOf(solved.values());
    }

    private List<Genome> anchors(List<Evaluated> front) {
        int count = damages().isPresent() ? ANCHORS_BY_DAMAGES : ANCHORS;
        return Spread.best(front.stream().filter(Evaluated::feasible).toList(), count).stream()
                .map(Evaluated::genome)
                .toList();
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

    private Optional<Foresight> foresight(Elite known, List<Evaluated> measured) {
        List<Evaluated> sample = known.sample(SAMPLES);
        Problem measuredProblem = problem().measured();
        if (ridge) {
            return Predictor.fit(measuredProblem, sample)
                    .map(predictor -> new LearnedForesight(problem(), predictor, this::compared));
        }
        List<Evaluated> failed = measured.stream().filter(Evaluated::failed).toList();
        List<Evaluated> samples = Stream.concat(
                        sample.stream(), failed.stream().skip(Math.max(0, failed.size() - FAILURES)))
                .toList();
        return GaussianPredictor.fit(measuredProblem, samples, damages(), limits())
                .map(predictor -> new GaussianForesight(problem(), predictor, this::compared, comparedLimits()));
    }

    /** Of the objectives as the problem compares them: none of a sum of them. */
    private double[] comparedLimits() {
        double[] limits = limits();
        double[] none = new double[problem().objectives()];
        Arrays.fill(none, Double.POSITIVE_INFINITY);
        return none.length == limits.length ? limits : none;
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
            if (from >= first() && isJudged(generation)) {
                foresight(known, measured().subList(0, from)).ifPresent(f -> quality.addAll(f.quality(number, told)));
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
