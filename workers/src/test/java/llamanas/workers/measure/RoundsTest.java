package llamanas.workers.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With a clock that only the work moves. */
class RoundsTest {
    private static final long MILLI = 1_000_000;

    private long now;
    private int calls;

    private long clock() {
        return now;
    }

    /** Takes the given times, in ms, the last one for ever. */
    private Runnable takes(double... millis) {
        int[] next = {0};
        return () -> {
            now += (long) (millis[Math.min(next[0]++, millis.length - 1)] * MILLI);
            calls++;
        };
    }

    private Rounds.Result run(Precision precision, Runnable... works) {
        return new Rounds(List.of(works), precision, this::clock).run(Rounds.Progress.NONE);
    }

    @Test
    void steadyWorkEndsAtOnceAndWarmUpDoesNotCount() {
        Rounds.Result result = run(new Precision(0.95, 0.02, 3, 100, 60), takes(900, 500, 80, 10));
        assertThat(result.stop()).isEqualTo(Rounds.Stop.TIGHT);
        assertThat(result.rounds()).isEqualTo(6);
        assertThat(calls).isEqualTo(9);
        assertThat(result.seconds().get(0)).isEqualTo(new Estimate(0.01, 0.01, 0.01, 6, 1 - 2.0 / 64));
    }

    @Test
    void anOutlierTakesMoreRounds() {
        Rounds.Result result = run(new Precision(0.95, 0.02, 1, 100, 60), takes(10, 10, 50, 10));
        assertThat(result.stop()).isEqualTo(Rounds.Stop.TIGHT);
        // 9 values are the fewest whose interval leaves one out on either side.
        assertThat(result.rounds()).isEqualTo(9);
        assertThat(result.seconds().get(0).high()).isEqualTo(0.01);
    }

    @Test
    void unsteadyWorkEndsAtTheLimitOfRounds() {
        double[] rising = new double[200];
        for (int i = 0; i < rising.length; i++) {
            rising[i] = 10 + i;
        }
        Rounds.Result result = run(new Precision(0.95, 0.02, 1, 40, 1000), takes(rising));
        assertThat(result.stop()).isEqualTo(Rounds.Stop.ROUNDS);
        assertThat(result.rounds()).isEqualTo(40);
    }

    @Test
    void slowWorkEndsAtTheLimitOfSecondsWithWhatItHas() {
        Rounds.Result result = run(new Precision(0.95, 0.02, 2, 40, 10), takes(4000));
        assertThat(result.stop()).isEqualTo(Rounds.Stop.SECONDS);
        assertThat(result.rounds()).isEqualTo(1);
        assertThat(result.seconds().get(0).confidence()).isZero();
    }

    @Test
    void worksTakeTurnsUntilTheLastOneIsKnown() {
        List<String> order = new ArrayList<>();
        Runnable steady = takes(10);
        Runnable wild = takes(1, 9, 3, 8, 2, 7, 5);
        Rounds.Result result = run(
                new Precision(0.95, 0.02, 1, 100, 60),
                () -> {
                    order.add("a");
                    steady.run();
                },
                () -> {
                    order.add("b");
                    wild.run();
                });
        assertThat(String.join("", order)).matches("(ab)+");
        assertThat(result.rounds()).isGreaterThan(6);
        assertThat(result.seconds()).extracting(Estimate::median).containsExactly(0.01, 0.005);
    }

    @Test
    void progressRisesAndMayStopIt() {
        List<Double> spent = new ArrayList<>();
        Rounds rounds = new Rounds(
                List.of(takes(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)), new Precision(0.95, 1e-9, 1, 20, 60), this::clock);
        rounds.run((done, share) -> spent.add(share));
        assertThat(spent).isSorted().hasSizeGreaterThan(6).allMatch(share -> share >= 0 && share <= 1);
        assertThatThrownBy(() -> rounds.run((done, share) -> {
                    throw new IllegalStateException("stopped");
                }))
                .hasMessage("stopped");
    }
}
