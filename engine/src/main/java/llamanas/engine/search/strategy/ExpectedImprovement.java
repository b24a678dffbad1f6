package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.predict.Outlook;
import llamanas.protocol.StoppedException;
import llamanas.protocol.space.Genome;

/**
 * Chooses the candidates whose measurement is expected to add the most hypervolume to the measured front (Emmerich et al. 2006), one
 * after the other: each is taken to come to what is expected of it, which makes others more certain. What one is expected to add only
 * falls as others are chosen, so that few have to be computed again (Minoux 1978).
 */
final class ExpectedImprovement {
    /** What a candidate that adds nothing may seem to add. */
    private static final double ROUNDING = 1e-12;

    private final Outlook outlook;
    private final UnaryOperator<Evaluated> compared;
    private final Improvement improvement;

    private record Gain(int candidate, double volume, int chosenBefore) {}

    /**
     * A choice to be made.
     *
     * @param compared what the problem compares a predicted candidate as
     * @param improvement of the front that is measured
     */
    ExpectedImprovement(Outlook outlook, UnaryOperator<Evaluated> compared, Improvement improvement) {
        this.outlook = outlook;
        this.compared = compared;
        this.improvement = improvement;
    }

    /** At most that many, the best first; none that adds nothing. */
    List<Genome> choose(int count) {
        PriorityQueue<Gain> gains = new PriorityQueue<>(
                Comparator.comparingDouble(Gain::volume).reversed().thenComparingInt(Gain::candidate));
        IntStream.range(0, outlook.size()).forEach(i -> gains.add(new Gain(i, gain(i), 0)));
        List<Genome> chosen = new ArrayList<>();
        while (chosen.size() < count && !gains.isEmpty() && gains.element().volume() > ROUNDING) {
            StoppedException.ifInterrupted();
            Gain best = gains.remove();
            int candidate = best.candidate();
            if (best.chosenBefore() < chosen.size()) {
                gains.add(new Gain(candidate, gain(candidate), chosen.size()));
                continue;
            }
            chosen.add(outlook.genome(candidate));
            Evaluated expected = compared.apply(outlook.expected(candidate));
            if (!expected.failed()) {
                improvement.add(expected.costs());
            }
            outlook.measure(candidate);
        }
        return chosen;
    }

    private double gain(int candidate) {
        List<Evaluated> draws = outlook.draws(candidate);
        double sum = 0;
        for (Evaluated draw : draws) {
            Evaluated seen = compared.apply(draw);
            sum += seen.failed() ? 0 : improvement.gain(seen.costs());
        }
        return outlook.useful(candidate) * sum / draws.size();
    }
}
