package llamanas.workers.train;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import llamanas.protocol.search.LossPoint;

/**
 * What a training remembers besides its arrays: the step, smoothed losses, and the curve so far. All of it is part of a saved
 * state, since the balance of the losses follows from it.
 */
final class Ledger {
    /** Weight of the past in a smoothed loss. */
    private static final double MEMORY = 0.95;

    /** All that a ledger holds, as it is saved. */
    record Entry(
            int step,
            Map<Visit.Kind, Double> begin,
            Map<Visit.Kind, Double> smoothed,
            Map<Visit.Kind, Double> sums,
            Map<Visit.Kind, Integer> counts,
            List<LossPoint> curve) {}

    private final Map<Visit.Kind, Double> begin = new EnumMap<>(Visit.Kind.class);
    private final Map<Visit.Kind, Double> smoothed = new EnumMap<>(Visit.Kind.class);
    private final Map<Visit.Kind, Double> sums = new EnumMap<>(Visit.Kind.class);
    private final Map<Visit.Kind, Integer> counts = new EnumMap<>(Visit.Kind.class);
    private final List<LossPoint> curve = new ArrayList<>();
    private int step;

    static Ledger of(Entry entry) {
        Ledger ledger = new Ledger();
        ledger.step = entry.step();
        ledger.begin.putAll(entry.begin());
        ledger.smoothed.putAll(entry.smoothed());
        ledger.sums.putAll(entry.sums());
        ledger.counts.putAll(entry.counts());
        ledger.curve.addAll(entry.curve());
        return ledger;
    }

    Entry entry() {
        return new Entry(
                step,
                Map.copyOf(begin),
                Map.copyOf(smoothed),
                Map.copyOf(sums),
                Map.copyOf(counts),
                List.copyOf(curve));
    }

    /** Steps done. */
    int step() {
        return step;
    }

    void stepDone() {
        step++;
    }

    List<LossPoint> curve() {
        return List.copyOf(curve);
    }

    /**
     * One visit's losses, in nats/token.
     *
     * @param crossEntropy goes into the smoothed loss, by which sizes are balanced and divergence is seen
     * @param loss that is minimised; goes into the curve
     */
    void add(Visit.Kind kind, double crossEntropy, double loss) {
        begin.putIfAbsent(kind, crossEntropy);
        smoothed.merge(kind, crossEntropy, (old, now) -> MEMORY * old + (1 - MEMORY) * now);
        sums.merge(kind, loss, Double::sum);
        counts.merge(kind, 1, Integer::sum);
    }

    /** The smoothed cross-entropy of a kind of sub-network, or what is given where it has not been visited. */
    double smoothed(Visit.Kind kind, double missing) {
        return smoothed.getOrDefault(kind, missing);
    }

    /** The cross-entropy of a kind of sub-network at its first visit. */
    double begin(Visit.Kind kind, double missing) {
        return begin.getOrDefault(kind, missing);
    }

    /** Closes a stretch of the curve. */
    void point(double learningRate, Map<String, Double> more) {
        Map<String, Double> losses = new TreeMap<>(more);
        sums.forEach((kind, sum) -> losses.put("train." + kind.label, sum / counts.getOrDefault(kind, 1)));
        curve.add(new LossPoint(step, learningRate, losses));
        sums.clear();
        counts.clear();
    }
}
