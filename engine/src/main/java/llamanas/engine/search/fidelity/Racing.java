package llamanas.engine.search.fidelity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import llamanas.engine.search.pareto.Pareto;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.FidelitySpec;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;

/**
 * Successive halving in several objectives (after racing, Maron and Moore 1994, and EvoPress's staged selection, arXiv 2410.14649): who
 * is measured on a share of the data is dropped where somebody dominates it beyond the confidence interval of each measured objective,
 * goes on to the next share where it may well be a member of the front, and is set aside in between. What is set aside is not lost:
 * when the search has nothing else left to do, or little of its budget, the most promising of it is {@linkplain #promising resumed}.
 * Exact objectives have no interval.
 *
 * <p><b>What the confidence promises.</b> A candidate that nobody dominates on all of the data is dropped with a probability of at most
 * {@code 1 - confidence}, over all rungs and rivals; all that this takes is that blocks are drawn by lot. A wrong drop needs one rival
 * that looks better in every objective though it is not better in one of them; so the objectives need no correction, while rungs and
 * rivals do (Bonferroni). To need little of it, rivals that are measured on all of the data are first reduced, by their own values alone,
 * to those that no other one makes superfluous: with one measured objective to a single one.
 *
 * <p><b>What is set aside</b> is decided by {@link Forecasts}, which know more than single differences do and rest on a model. Where the
 * model is wrong that costs tokens or time: nobody is dropped for it.
 *
 * <p>Immutable and pure.
 *
 * @param error probability with which one rung may drop a candidate wrongly
 * @param knownToHold whether candidates that are measured on a part of the data are known to hold the constraints
 */
public record Racing(List<Objective> objectives, double error, boolean knownToHold) {
    /** Who is a member of the front with this probability, one objective at a time, goes on. */
    private static final double LIKELY = 0.4;

    /** How probable it is that what was set aside is a member: who comes first. The last one is what is not worth a look. */
    private static final double[] PROMISES = {0.5, 0.25, 0.1, 0.05, 0.025, 0.01};

    /** Part of a budget that is kept for what was set aside. */
    private static final double RESERVE = 0.15;

    /**
     * Somebody is dropped.
     *
     * @param by the number of the candidate that dominates it
     */
    public record Drop(int number, int by) {}

    /**
     * Who is not measured on the next share; all others are.
     *
     * @param aside numbers of those that are neither surely dominated nor likely to be members of the front
     */
    public record Verdict(List<Drop> dropped, List<Integer> aside) {
        public Verdict {
            dropped = List.copyOf(dropped);
            aside = List.copyOf(aside);
        }
    }

    public Racing {
        objectives = List.copyOf(objectives);
    }

    /** The race that a spec asks for; one without error where it asks for none. */
    public static Racing of(SearchSpec spec) {
        FidelitySpec fidelity = spec.fidelity();
        int decisions = fidelity == null ? 1 : Math.max(1, fidelity.rungs().size() - 1);
        double error = fidelity == null ? 0 : (1 - fidelity.confidence()) / decisions;
        boolean exact = spec.constraints().stream().noneMatch(c -> Metrics.dependsOnData(c.metric()));
        return new Racing(spec.objectives(), error, exact);
    }

    /** How much of a budget is kept for what was set aside, until nothing of that is promising. */
    public static int reserve(int budget) {
        return (int) Math.floor(RESERVE * budget);
    }

    /**
     * Who is done with, and who waits. O((open + known) x open x blocks).
     *
     * @param open all that are measured on the share of a rung, and on no more
     * @param known others, measured on all of the data; those that somebody dominates can be left out
     */
    public Verdict judge(List<Contestant> open, List<Contestant> known, Forecasts forecasts) {
        List<Drop> drops = new ArrayList<>();
        List<Contestant> left = new ArrayList<>();
        for (Contestant candidate : open) {
            rival(candidate, open, known)
                    .ifPresentOrElse(
                            by -> drops.add(new Drop(candidate.number(), by.number())), () -> left.add(candidate));
        }
        return new Verdict(drops, aside(left, known, forecasts));
    }

    private List<Integer> aside(List<Contestant> open, List<Contestant> known, Forecasts forecasts) {
        Map<Integer, double[]> means = new TreeMap<>();
        if (knownToHold) {
            open.stream().filter(c -> c.seen().feasible()).forEach(c -> believed(c, forecasts, 0.5)
                    .ifPresent(mean -> means.put(c.number(), mean)));
        }
        return open.stream()
                .filter(c -> believed(c, forecasts, LIKELY)
                        .filter(best -> isDominated(best, c, known)
                                || means.entrySet().stream()
                                        .anyMatch(other ->
                                                other.getKey() != c.number() && dominates(other.getValue(), best)))
                        .isPresent())
                .map(Contestant::number)
                .toList();
    }

    /**
     * Those of the candidates that were set aside which are most likely members of the front, all about equally; none where it is not
     * worth measuring any of them further.
     *
     * @param known candidates that are measured on all of the data
     */
    public List<Integer> promising(List<Contestant> aside, List<Contestant> known, Forecasts forecasts) {
        for (double promise : PROMISES) {
            List<Integer> found = aside.stream()
                    .filter(c -> believed(c, forecasts, promise)
                            .filter(best -> !isDominated(best, c, known))
                            .isPresent())
                    .map(Contestant::number)
                    .toList();
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    /** Costs that each measured objective is below with so small a probability; empty where that can't be said. */
    private Optional<double[]> believed(Contestant candidate, Forecasts forecasts, double probability) {
        double[] costs = new double[objectives.size()];
        for (int i = 0; i < costs.length; i++) {
            Objective objective = objectives.get(i);
            if (isExact(i)) {
                costs[i] = candidate.cost(i);
                continue;
            }
            boolean small = objective.direction() == Direction.MINIMIZE;
            Optional<Forecast> forecast =
                    forecasts.of(candidate.seen().genome(), candidate.sums(), Metrics.meanOf(objective.metric()));
            if (forecast.isEmpty()) {
                return Optional.empty();
            }
            Forecast mean = forecast.get();
            costs[i] = objective.direction().cost(small ? mean.low(probability) : mean.high(probability));
        }
        return Optional.of(costs);
    }

    private boolean isDominated(double[] costs, Contestant candidate, List<Contestant> known) {
        return known.stream()
                .filter(rival ->
                        rival.number() != candidate.number() && rival.seen().feasible())
                .anyMatch(rival -> dominates(whole(rival), costs));
    }

    /** On the scale of {@link #believed}: by means. */
    private double[] whole(Contestant complete) {
        return IntStream.range(0, objectives.size())
                .mapToDouble(i -> isExact(i)
                        ? complete.cost(i)
                        : objectives
                                .get(i)
                                .direction()
                                .cost(complete.sums()
                                        .mean(Metrics.meanOf(objectives.get(i).metric()))))
                .toArray();
    }

    private static boolean dominates(double[] a, double[] b) {
        boolean better = false;
        for (int i = 0; i < a.length; i++) {
            if (a[i] > b[i]) {
                return false;
            }
            better |= a[i] < b[i];
        }
        return better;
    }

    private Optional<Contestant> rival(Contestant candidate, List<Contestant> open, List<Contestant> known) {
        List<Contestant> whole = needed(eligible(candidate, known));
        List<Contestant> partial = knownToHold ? eligible(candidate, open) : List.of();
        double each = whole.isEmpty() || partial.isEmpty() ? error : error / 2;
        return whole.stream()
                .filter(rival -> beats(rival, candidate, each / whole.size()))
                .findFirst()
                .or(() -> partial.stream()
                        .filter(rival -> beats(rival, candidate, each / partial.size()))
                        .findFirst());
    }

    /** Those that hold the constraints and are nowhere worse in the exact objectives. */
    private List<Contestant> eligible(Contestant candidate, List<Contestant> rivals) {
        return rivals.stream()
                .filter(rival ->
                        rival.number() != candidate.number() && rival.seen().feasible())
                .filter(rival -> IntStream.range(0, objectives.size())
                        .filter(this::isExact)
                        .allMatch(i -> rival.cost(i) <= candidate.cost(i)))
                .toList();
    }

    /** Those that nobody dominates in the measured objectives; of equal ones the first. */
    private List<Contestant> needed(List<Contestant> rivals) {
        int[] measured =
                IntStream.range(0, objectives.size()).filter(i -> !isExact(i)).toArray();
        if (measured.length == 0 || rivals.isEmpty()) {
            return rivals;
        }
        double[][] costs = rivals.stream()
                .map(rival -> IntStream.of(measured).mapToDouble(rival::cost).toArray())
                .toArray(double[][]::new);
        List<Contestant> needed = new ArrayList<>();
        List<List<Double>> seen = new ArrayList<>();
        for (int i : Pareto.front(costs)) {
            List<Double> point = Arrays.stream(costs[i]).boxed().toList();
            if (!seen.contains(point)) {
                seen.add(point);
                needed.add(rivals.get(i));
            }
        }
        return needed;
    }

    /** Whether the rival, nowhere worse in the exact objectives, is surely better in all others. */
    private boolean beats(Contestant rival, Contestant candidate, double share) {
        boolean better = false;
        for (int i = 0; i < objectives.size(); i++) {
            Objective objective = objectives.get(i);
            if (isExact(i)) {
                better |= rival.cost(i) < candidate.cost(i);
            } else if (PairedDifference.of(
                            candidate.sums(), rival.sums(), Metrics.meanOf(objective.metric()), objective.direction())
                    .isSure(share)) {
                better = true;
            } else {
                return false;
            }
        }
        return better;
    }

    private boolean isExact(int objective) {
        return !Metrics.dependsOnData(objectives.get(objective).metric());
    }
}
