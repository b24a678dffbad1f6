package llamanas.workers.measure;

import java.util.Arrays;

/** Times a piece of work: one run to warm up, then the median of several. */
final class Timing {
    private Timing() {}

    /** Median of {@code runs} runs, in seconds. */
    static double median(int runs, Runnable work) {
        work.run();
        double[] seconds = new double[runs];
        for (int i = 0; i < runs; i++) {
            long start = System.nanoTime();
            work.run();
            seconds[i] = (System.nanoTime() - start) / 1e9;
        }
        Arrays.sort(seconds);
        return seconds[runs / 2];
    }
}
