package llamanas.engine.search.strategy;

import java.util.List;
import java.util.function.UnaryOperator;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.predict.Outlook;

/**
 * Chooses the candidates whose measurement is expected to add the most hypervolume to the measured front (Emmerich et al. 2006), one
 * after the other: each is taken to come to what is expected of it, which makes others more certain. What one is expected to add only
 * falls as others are chosen, so that few have to be computed again (Minoux 1978).
 */
final class ExpectedImprovement {
    private final Outlook outlook;
    private final UnaryOperator<Evaluated> compared;
    private final Improvement improvement;

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

    /** At most that many candidates of the outlook, the best first; none that adds nothing. */
    List<Integer> choose(int count) {
        return LazyGreedy.choose(outlook.size(), count, this::gain, candidate -> {
            expect(candidate);
            outlook.measure(candidate);
        });
    }

    /** Takes a candidate for measured, with what is expected of it. */
    void expect(int candidate) {
        Evaluated expected = compared.apply(outlook.expected(candidate));
        if (!expected.failed()) {
            improvement.add(expected.costs());
        }
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
