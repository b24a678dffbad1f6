package llamanas.workers.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Times several pieces of work in turns, so that whatever else the machine does falls on all of them, until all medians are
 * known well enough or a limit is reached. The intervals are looked at after every round; that makes the true confidence of
 * the last ones a little smaller than they say.
 */
public final class Rounds {
    private final List<? extends Runnable> works;
    private final Precision precision;
    private final LongSupplier nanos;

    /** Why no further round was run. */
    public enum Stop {
        TIGHT("the intervals are tight"),
        ROUNDS("the limit of repetitions was reached"),
        SECONDS("the limit of seconds was reached");

        private final String reason;

        Stop(String reason) {
            this.reason = reason;
        }

        /** For people. */
        public String reason() {
            return reason;
        }
    }

    /** Told after every round; what it throws ends the measurement. */
    public interface Progress {
        /** Tells nobody. */
        Progress NONE = (done, spent) -> {};

        /**
         * A round is over.
         *
         * @param done rounds so far, warm-up included
         * @param spent share of the limits, rounds or seconds, whichever is nearer to its end; 0 to 1
         */
        void round(int done, double spent);
    }

    /**
     * What came out.
     *
     * @param seconds of one run of each piece of work, in the order given
     * @param rounds that count
     */
    public record Result(List<Estimate> seconds, int rounds, Stop stop) {
        public Result {
            seconds = List.copyOf(seconds);
        }
    }

    /**
     * Prepares a measurement.
     *
     * @param nanos a clock
     */
    public Rounds(List<? extends Runnable> works, Precision precision, LongSupplier nanos) {
        this.works = List.copyOf(works);
        this.precision = precision;
        this.nanos = nanos;
    }

    /** Measures, in this thread. */
    public Result run(Progress progress) {
        long start = nanos.getAsLong();
        for (int i = 0; i < precision.warmUps(); i++) {
            works.forEach(Runnable::run);
            progress.round(i + 1, spent(start, 0));
        }
        double[][] seconds = new double[works.size()][precision.most()];
        int done = 0;
        while (true) {
            for (int i = 0; i < works.size(); i++) {
                seconds[i][done] = once(works.get(i));
            }
            done++;
            List<Estimate> estimates = estimates(seconds, done);
            if (estimates.stream().allMatch(precision::suffices)) {
                return new Result(estimates, done, Stop.TIGHT);
            } else if (done == precision.most()) {
                return new Result(estimates, done, Stop.ROUNDS);
            } else if (passed(start) >= precision.seconds()) {
                return new Result(estimates, done, Stop.SECONDS);
            }
            progress.round(precision.warmUps() + done, spent(start, done));
        }
    }

    private double once(Runnable work) {
        long start = nanos.getAsLong();
        work.run();
        return (nanos.getAsLong() - start) / 1e9;
    }

    private List<Estimate> estimates(double[][] seconds, int done) {
        List<Estimate> estimates = new ArrayList<>();
        for (double[] of : seconds) {
            estimates.add(Estimate.of(Arrays.copyOf(of, done), precision.confidence()));
        }
        return estimates;
    }

    private double passed(long start) {
        return (nanos.getAsLong() - start) / 1e9;
    }

    private double spent(long start, int done) {
        return Math.min(1, Math.max((double) done / precision.most(), passed(start) / precision.seconds()));
    }
}
