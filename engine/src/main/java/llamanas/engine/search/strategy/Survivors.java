package llamanas.engine.search.strategy;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.pareto.Pareto;
import llamanas.protocol.Randomness;

/**
 * A population of NSGA-II with the ranks and crowding distances that its tournaments go by.
 *
 * @param members best first; none of them failed
 */
record Survivors(List<Member> members) {
    static final Survivors NONE = new Survivors(List.of());

    /** A candidate with its front and the crowding distance within it. */
    record Member(Evaluated candidate, int rank, double crowding) {
        private static final Comparator<Member> BEST_FIRST = Comparator.comparingInt(Member::rank)
                .thenComparing(Comparator.comparingDouble(Member::crowding).reversed());
    }

    /**
     * The best by rank, then by crowding distance, then the ones that come first. O(n log n) for two objectives, O(n log^2 n)
     * for three, O(m n^2) for more; so what lives for a whole search keeps a population's survivors, and hands in those with the
     * new generation rather than the history.
     */
    static Survivors of(List<Evaluated> candidates, int size) {
        List<Evaluated> valid = candidates.stream().filter(c -> !c.failed()).toList();
        List<List<Integer>> fronts = Pareto.fronts(valid);
        double[] crowding = crowding(valid, fronts);
        return new Survivors(IntStream.range(0, fronts.size())
                .boxed()
                .flatMap(rank -> fronts.get(rank).stream().map(i -> new Member(valid.get(i), rank, crowding[i])))
                .sorted(Member.BEST_FIRST)
                .limit(size)
                .toList());
    }

    List<Evaluated> candidates() {
        return members.stream().map(Member::candidate).toList();
    }

    /** One of two members drawn at random: the one of the better front, or of the same front the less crowded one. */
    Evaluated tournament(Randomness random) {
        return tournament(2, random);
    }

    /** The best of some members drawn at random with replacement, the first of equally good ones. O(contestants). */
    Evaluated tournament(int contestants, Randomness random) {
        Member best = members.get(random.nextInt(members.size()));
        for (int i = 1; i < contestants; i++) {
            Member other = members.get(random.nextInt(members.size()));
            best = Member.BEST_FIRST.compare(best, other) <= 0 ? best : other;
        }
        return best.candidate;
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    private static double[] crowding(List<Evaluated> candidates, List<List<Integer>> fronts) {
        double[] crowding = new double[candidates.size()];
        for (List<Integer> front : fronts) {
            double[] inFront = Pareto.crowding(
                    Pareto.costs(front.stream().map(candidates::get).toList()));
            for (int i = 0; i < inFront.length; i++) {
                crowding[front.get(i)] = inFront[i];
            }
        }
        return crowding;
    }
}
