package llamanas.engine.search.external;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Problem;
import llamanas.engine.search.SearchProblem;
import llamanas.engine.search.race.Yardstick;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.SearchSpace;

/**
 * SmolLM2-135M as searches of it have recorded it: divergence, which a regression on recorded sub-networks gives, against bytes,
 * which are computed. Where a network was recorded, the regression answers all the same, so that the problem is a smooth one.
 */
public final class SmolLm2 implements Benchmark {
    public static final String NAME = "smollm2";

    /** 120 changes on 411 of 2,740 tokens, as a search with 150 evaluations counts them. */
    private static final int CHANGES_COST = 18;

    private static final List<Double> GOALS = List.of(0.97, 0.99, 0.995);

    private final SearchSpace space = SmolLm2Space.space();
    private final SearchProblem problem = SmolLm2Space.problem(space);
    private final List<DamageSurrogate.Row> rows;
    private final DamageSurrogate divergence;
    private final Map<Genome, Double> singleChanges;
    private final Yardstick yardstick;

    /**
     * Of recorded networks.
     *
     * @param recorded divergence in nats/token by word, see {@link SmolLm2Space}; every single change among them
     * @param changes divergence of single changes by word, as a search measures them on few tokens; empty where nobody has
     * @param front {@code [member][divergence, bytes]}, the best that is known; empty = no more than the full network and the
     *     smallest one
     * @throws InvalidInputException where a word is none, or a single change is missing
     */
    public SmolLm2(Map<String, Double> recorded, Map<String, Double> changes, List<List<Double>> front) {
        rows = new ArrayList<>();
        recorded.forEach((word, value) -> rows.add(new DamageSurrogate.Row(architecture(word), value)));
        Map<Genome, Double> known = new LinkedHashMap<>();
        changes.forEach(
                (word, value) -> space.genome(architecture(word)).ifPresent(genome -> known.put(genome, value)));
        singleChanges = Collections.unmodifiableMap(known);
        divergence = DamageSurrogate.fit(rows);
        Genome any = problem.initial().get(0);
        yardstick = Yardstick.of(
                front.isEmpty()
                        ? problem.initial().stream().map(this::measure).toList()
                        : front.stream()
                                .map(costs -> new Evaluated(any, costs, 0))
                                .toList());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> metrics() {
        return List.of(SmolLm2Space.DIVERGENCE, Metrics.BYTES);
    }

    @Override
    public Problem problem() {
        return problem;
    }

    @Override
    public Evaluated measure(Genome genome) {
        double value = divergence.of(space.architecture(genome));
        return problem.evaluated(genome, Map.of(SmolLm2Space.DIVERGENCE, value));
    }

    @Override
    public Yardstick yardstick() {
        return yardstick;
    }

    @Override
    public List<Double> goals() {
        return GOALS;
    }

    private static Architecture architecture(String word) {
        return SmolLm2Space.architecture(word)
                .orElseThrow(() -> new InvalidInputException("found '" + word + "', expected " + SmolLm2Space.LAYERS
                        + " characters, each of them 0 to 5 or -"));
    }

    /** As a search has measured them on few tokens: with their noise. */
    @Override
    public Map<Genome, Double> singleChanges() {
        return singleChanges;
    }

    @Override
    public int singleChangesCost() {
        return singleChanges.isEmpty() ? 0 : CHANGES_COST;
    }

    /** Recorded networks of the region of interest, as starting points of a long search. */
    public List<Genome> recorded() {
        return rows.stream()
                .filter(row -> row.divergence() <= SmolLm2Space.REGION)
                .flatMap(row -> space.genome(row.architecture()).stream())
                .toList();
    }

    /** In words: how far the regression is off for rows that it had not seen, in the region of interest and in all. */
    public String error() {
        return text("up to " + SmolLm2Space.REGION, DamageSurrogate.crossValidated(rows, SmolLm2Space.REGION)) + "; "
                + text("in all", DamageSurrogate.crossValidated(rows, Double.MAX_VALUE));
    }

    private static String text(String what, DamageSurrogate.Accuracy error) {
        return String.format(
                Locale.ROOT,
                "%s %.1f %% (%d rows, Spearman %.4f)",
                what,
                100 * error.relative(),
                error.rows(),
                error.spearman());
    }
}
