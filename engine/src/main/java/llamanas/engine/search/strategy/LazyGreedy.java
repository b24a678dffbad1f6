package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntConsumer;
import java.util.function.IntToDoubleFunction;
import llamanas.protocol.StoppedException;

/**
 * Chooses candidates one after the other, each time the one that gains the most. What one gains only falls as others are chosen, so that
 * a gain computed earlier is an upper bound, and few have to be computed again (Minoux 1978).
 */
final class LazyGreedy {
    /** What a candidate that gains nothing may seem to gain. */
    private static final double ROUNDING = 1e-12;

    private record Gain(int candidate, double volume, int chosenBefore) {}

    private LazyGreedy() {}

    /**
     * At most {@code count} of the candidates from 0 up to {@code candidates}: the best first, of equal ones the first, none that gains
     * nothing.
     *
     * @param gain of a candidate, beside those that are chosen already
     * @param choose is told of each that is chosen
     */
    static List<Integer> choose(int candidates, int count, IntToDoubleFunction gain, IntConsumer choose) {
        PriorityQueue<Gain> gains = new PriorityQueue<>(
                Comparator.comparingDouble(Gain::volume).reversed().thenComparingInt(Gain::candidate));
        for (int i = 0; i < candidates; i++) {
            gains.add(new Gain(i, gain.applyAsDouble(i), 0));
        }
        List<Integer> chosen = new ArrayList<>();
        while (chosen.size() < count && !gains.isEmpty() && gains.element().volume() > ROUNDING) {
            StoppedException.ifInterrupted();
            Gain best = gains.remove();
            int candidate = best.candidate();
            if (best.chosenBefore() == chosen.size()) {
                chosen.add(candidate);
                choose.accept(candidate);
            } else {
                gains.add(new Gain(candidate, gain.applyAsDouble(candidate), chosen.size()));
            }
        }
        return chosen;
    }
}
