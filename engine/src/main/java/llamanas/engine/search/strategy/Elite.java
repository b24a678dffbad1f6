package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.pareto.Pareto;

/**
 * What is best of all that was measured, bounded: up to {@value #MOST} candidates all of them, then the best by rank and crowding
 * distance of those and each new generation. What a strategy asks of it costs the same however long the search is; where the front
 * itself is larger, it is thinned out. Mutable; grows in the order of the search alone.
 */
final class Elite {
    private static final int MOST = 2000;

    /** What was measured and did not fail, in that order. */
    private final List<Evaluated> measured = new ArrayList<>();

    private List<Entry> best = List.of();

    /**
     * One candidate.
     *
     * @param place among all that did not fail
     * @param compared as the problem compares it
     */
    private record Entry(int place, Evaluated compared) {}

    /**
     * One more generation. O((m + g) log(m + g)) for two objectives, with g new candidates and m = {@value #MOST}.
     *
     * @param told what was measured
     * @param compared the same candidates as the problem compares them
     */
    void add(List<Evaluated> told, List<Evaluated> compared) {
        List<Entry> all = new ArrayList<>(best);
        for (int i = 0; i < told.size(); i++) {
            if (!told.get(i).failed()) {
                all.add(new Entry(measured.size(), compared.get(i)));
                measured.add(told.get(i));
            }
        }
        best = all.size() <= MOST ? List.copyOf(all) : survivors(all, MOST);
    }

    /** The best, in the order in which they were measured. */
    private static List<Entry> survivors(List<Entry> entries, int count) {
        Map<Evaluated, Entry> byCandidate = new HashMap<>();
        entries.forEach(entry -> byCandidate.put(entry.compared(), entry));
        return Survivors.of(entries.stream().map(Entry::compared).toList(), count).candidates().stream()
                .map(byCandidate::get)
                .sorted((a, b) -> Integer.compare(a.place(), b.place()))
                .toList();
    }

    /** The best few, as the problem compares them: the best first. */
    Survivors best(int count) {
        return Survivors.of(best.stream().map(Entry::compared).toList(), count);
    }

    /** Those that no other one dominates. */
    List<Evaluated> front() {
        List<Evaluated> candidates = best.stream().map(Entry::compared).toList();
        return IntStream.of(Pareto.front(candidates)).mapToObj(candidates::get).toList();
    }

    /**
     * Some to learn from, as they were measured and in that order: all where those are no more than {@code count}, else one half the
     * best, the other evenly from the rest. O(count log count), and what {@link #best} takes.
     */
    List<Evaluated> sample(int count) {
        if (measured.size() <= count) {
            return List.copyOf(measured);
        }
        int[] places =
                survivors(best, count / 2).stream().mapToInt(Entry::place).toArray();
        int others = count - places.length;
        int rest = measured.size() - places.length;
        return Stream.concat(
                        IntStream.of(places).mapToObj(measured::get),
                        IntStream.range(0, others)
                                .map(i -> besides(places, (int) ((long) i * rest / others)))
                                .mapToObj(measured::get))
                .toList();
    }

    /** The place of the one that so many come before of those that are not listed. O(places). */
    private static int besides(int[] places, int before) {
        int place = before;
        for (int listed : places) {
            if (listed > place) {
                break;
            }
            place++;
        }
        return place;
    }
}
