package llamanas.engine.search.pareto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import llamanas.engine.search.Evaluated;
import llamanas.protocol.StoppedException;

/**
 * Non-dominated sorting and crowding (Deb et al., NSGA-II, 2002). Every cost is minimised; costs have to be finite. Points are
 * {@code [n][objectives]}; results do not depend on the order of the points, except that of several equal points the
 * first is the one with a crowding distance.
 */
public final class Pareto {
    private Pareto() {}

    /** Whether {@code a} is nowhere worse than {@code b} and somewhere better. */
    public static boolean dominates(double[] a, double[] b) {
        boolean better = false;
        for (int i = 0; i < a.length; i++) {
            if (a[i] > b[i]) {
                return false;
            }
            better |= a[i] < b[i];
        }
        return better;
    }

    /**
     * The front of each point; 0 is the non-dominated one. Equal points share a front.
     *
     * <p>Efficient non-dominated sort with binary search (Zhang et al. 2015): points come in lexicographic order, so that
     * only earlier ones can dominate, and what a front dominates the fronts before it dominate too. O(n log n) for one and
     * two objectives, O(n log^2 n) for three, O(m n^2) in the worst case for more: there only for sets of a population's size.
     */
    public static int[] ranks(double[][] costs) {
        int[] ranks = new int[costs.length];
        List<SweptFront> fronts = new ArrayList<>();
        int previous = -1;
        for (int index : lexicographic(costs)) {
            StoppedException.ifInterrupted();
            double[] point = costs[index];
            if (previous >= 0 && compare(costs[previous], point) == 0) {
                ranks[index] = ranks[previous];
            } else {
                ranks[index] = firstNotDominating(fronts, point);
                if (ranks[index] == fronts.size()) {
                    fronts.add(SweptFront.of(point.length));
                }
                fronts.get(ranks[index]).add(point);
            }
            previous = index;
        }
        return ranks;
    }

    /**
     * The front of each candidate under constraint domination: candidates that hold the constraints come first, then those
     * that violate them, smaller violations first, equal ones by their costs; failed ones share the last front.
     */
    public static int[] ranks(List<Evaluated> candidates) {
        int[] ranks = new int[candidates.size()];
        int next = 0;
        for (List<Integer> group : byViolation(candidates)) {
            int[] inGroup = ranks(costs(group.stream().map(candidates::get).toList()));
            for (int i = 0; i < inGroup.length; i++) {
                ranks[group.get(i)] = next + inGroup[i];
            }
            next += Arrays.stream(inGroup).max().orElse(-1) + 1;
        }
        for (int i = 0; i < ranks.length; i++) {
            if (candidates.get(i).failed()) {
                ranks[i] = next;
            }
        }
        return ranks;
    }

    /** Indices of the candidates of each front that {@link #ranks(List)} makes, best front first, ascending within one. */
    public static List<List<Integer>> fronts(List<Evaluated> candidates) {
        List<List<Integer>> fronts = new ArrayList<>();
        int[] ranks = ranks(candidates);
        for (int i = 0; i < ranks.length; i++) {
            while (fronts.size() <= ranks[i]) {
                fronts.add(new ArrayList<>());
            }
            fronts.get(ranks[i]).add(i);
        }
        return fronts;
    }

    private static Collection<List<Integer>> byViolation(List<Evaluated> candidates) {
        TreeMap<Double, List<Integer>> groups = new TreeMap<>();
        for (int i = 0; i < candidates.size(); i++) {
            Evaluated candidate = candidates.get(i);
            if (!candidate.failed()) {
                groups.computeIfAbsent(candidate.violation() + 0.0, key -> new ArrayList<>())
                        .add(i);
            }
        }
        return groups.values();
    }

    /** Indices of the non-dominated points, ascending. O(n log n) up to three objectives, O(n * front) for more. */
    public static int[] front(double[][] costs) {
        if (costs.length == 0) {
            return new int[0];
        }
        SweptFront front = SweptFront.of(costs[0].length);
        boolean[] member = new boolean[costs.length];
        int previous = -1;
        for (int index : lexicographic(costs)) {
            if (previous >= 0 && compare(costs[previous], costs[index]) == 0) {
                member[index] = member[previous];
            } else if (!front.dominates(costs[index])) {
                front.add(costs[index]);
                member[index] = true;
            }
            previous = index;
        }
        return IntStream.range(0, member.length).filter(i -> member[i]).toArray();
    }

    /** Indices of the non-dominated ones among the feasible candidates, ascending: what a search returns. */
    public static int[] front(List<Evaluated> candidates) {
        int[] feasible = IntStream.range(0, candidates.size())
                .filter(i -> candidates.get(i).feasible())
                .toArray();
        double[][] costs =
                costs(Arrays.stream(feasible).mapToObj(candidates::get).toList());
        return Arrays.stream(front(costs)).map(i -> feasible[i]).toArray();
    }

    /**
     * The crowding distance of each point of one front: over all objectives the distance between its two neighbours,
     * relative to the front's extent; infinite at the ends. Of equal points only the first takes part, the others get 0,
     * so that they are the first to go. Points that tie in one objective are in the order of the objective before it, and those
     * that tie in the first in that of the next. O(m n log n).
     */
    public static double[] crowding(double[][] costs) {
        double[] distances = new double[costs.length];
        Integer[] unique = firstOfEqual(costs);
        if (unique.length < 3) {
            Arrays.stream(unique).forEach(i -> distances[i] = Double.POSITIVE_INFINITY);
            return distances;
        }
        for (int objective = 0; objective < costs[0].length; objective++) {
            addDistances(costs, unique, objective, distances);
        }
        return distances;
    }

    /** Sorts, which is stable: ties keep the order of the objective before. */
    private static void addDistances(double[][] costs, Integer[] unique, int objective, double[] distances) {
        Arrays.sort(unique, (a, b) -> compare(costs[a][objective], costs[b][objective]));
        int last = unique.length - 1;
        double extent = costs[unique[last]][objective] - costs[unique[0]][objective];
        if (extent <= 0) {
            return;
        }
        distances[unique[0]] = Double.POSITIVE_INFINITY;
        distances[unique[last]] = Double.POSITIVE_INFINITY;
        for (int i = 1; i < last; i++) {
            distances[unique[i]] += (costs[unique[i + 1]][objective] - costs[unique[i - 1]][objective]) / extent;
        }
    }

    private static Integer[] firstOfEqual(double[][] costs) {
        Integer[] order = lexicographic(costs);
        return IntStream.range(0, order.length)
                .filter(i -> i == 0 || compare(costs[order[i - 1]], costs[order[i]]) != 0)
                .mapToObj(i -> order[i])
                .toArray(Integer[]::new);
    }

    private static int firstNotDominating(List<SweptFront> fronts, double[] point) {
        int low = 0;
        int high = fronts.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (fronts.get(middle).dominates(point)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Indices by value of the first objective, then of the second, and so on; equal points in the order given. */
    private static Integer[] lexicographic(double[][] costs) {
        for (double[] point : costs) {
            for (double cost : point) {
                if (!Double.isFinite(cost)) {
                    throw new IllegalArgumentException("cost " + cost + " is not finite: " + Arrays.toString(point));
                }
            }
        }
        Integer[] order = IntStream.range(0, costs.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, (a, b) -> compare(costs[a], costs[b]));
        return order;
    }

    private static int compare(double[] a, double[] b) {
        for (int i = 0; i < a.length; i++) {
            int order = compare(a[i], b[i]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** Unlike {@link Double#compare}, takes 0 and -0, the cost of accuracy 0, for equal. */
    private static int compare(double a, double b) {
        return a < b ? -1 : a > b ? 1 : 0;
    }

    /** Costs as {@code [n][objectives]}. */
    public static double[][] costs(List<Evaluated> candidates) {
        return candidates.stream()
                .map(c -> c.costs().stream().mapToDouble(Double::doubleValue).toArray())
                .toArray(double[][]::new);
    }
}
