package llamanas.engine.search.fidelity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import llamanas.engine.search.pareto.Pareto;
import llamanas.protocol.search.FidelitySpec;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;

/**
 * Successive halving in several objectives (after racing, Maron and Moore 1994, and EvoPress's staged selection, arXiv 2410.14649): who
 * is measured on a share of the data goes on to the next one unless somebody dominates it beyond the confidence interval of each
 * measured objective. Exact objectives have no interval.
 *
 * <p><b>What the confidence promises.</b> A candidate that nobody dominates on all of the data is dropped with a probability of at most
 * {@code 1 - confidence}, over all rungs and rivals. A wrong drop needs one rival that looks better in every objective though it is
 * not better in one of them; so the objectives need no correction, while rungs and rivals do (Bonferroni). To need little of it, rivals
 * that are measured on all of the data are first reduced, by their own values alone, to those that no other one makes superfluous: with
 * one measured objective to a single one.
 *
 * <p>Immutable and pure.
 *
 * @param error probability with which one rung may drop a candidate wrongly
 * @param knownToHold whether candidates that are measured on a part of the data are known to hold the constraints
 */
public record Racing(List<Objective> objectives, double error, boolean knownToHold) {
    /**
     * Somebody is dropped.
     *
     * @param by the number of the candidate that dominates it
     */
    public record Drop(int number, int by) {}

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

    /**
     * Who is done with. O((open + known) x open x blocks).
     *
     * @param open all that are measured on the share of a rung, and on no more
     * @param known others, measured on all of the data; those that somebody dominates can be left out
     */
    public List<Drop> judge(List<Contestant> open, List<Contestant> known) {
        List<Drop> drops = new ArrayList<>();
        for (Contestant candidate : open) {
            rival(candidate, open, known).ifPresent(by -> drops.add(new Drop(candidate.number(), by.number())));
        }
        return List.copyOf(drops);
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
