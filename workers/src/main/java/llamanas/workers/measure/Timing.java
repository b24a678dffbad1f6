package llamanas.workers.measure;

import java.util.Arrays;

/** Times a piece of work: one run to warm up, then the median of several. */
final class Timing {
    private Timing() {}

    /** Seconds of one run. */
    static double once(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    /** Median of {@code runs} runs, in seconds. */
    static double median(int runs, Runnable work) {
        work.run();
        double[] seconds = new double[runs];
        for (int i = 0; i < runs; i++) {
            seconds[i] = once(work);
        }
        Arrays.sort(seconds);
        return seconds[runs / 2];
    }
}
