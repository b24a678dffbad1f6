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
        return median(seconds);
    }

    /** Median of at most {@code runs} runs, and of no more than fit into a time in s; of one at least. */
    static double medianWithin(double time, int runs, Runnable work) {
        work.run();
        double[] seconds = new double[runs];
        int done = 0;
        double spent = 0;
        while (done == 0 || (done < runs && spent < time)) {
            seconds[done] = once(work);
            spent += seconds[done++];
        }
        return median(Arrays.copyOf(seconds, done));
    }

    private static double median(double[] seconds) {
        Arrays.sort(seconds);
        return seconds[seconds.length / 2];
    }
}
