package llamanas.workers.measure;

import java.util.Arrays;

/**
 * A median with an interval that holds for any distribution: its ends are two of the values themselves, and the number of
 * values below the true median is binomial (Le Boudec, "Performance Evaluation of Computer and Communication Systems", 2.2).
 *
 * @param median of the values
 * @param low end of the interval
 * @param high end of the interval
 * @param count of values
 * @param confidence that the true median is in the interval, for independent values; below what was asked for where there
 *     are too few of them, and the interval is from the least to the largest
 */
public record Estimate(double median, double low, double high, int count, double confidence) {
    /**
     * The narrowest such interval with equally many values outside on both sides. O(n log n).
     *
     * @param values one or more, in any order
     * @param confidence wanted, between 0 and 1
     */
    public static Estimate of(double[] values, double confidence) {
        if (values.length == 0 || !(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException(values.length + " values, confidence " + confidence);
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        int outside = outside(n, confidence);
        double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
        return new Estimate(median, sorted[outside], sorted[n - 1 - outside], n, 1 - 2 * below(n, outside));
    }

    /** How many values may stay outside on either side. */
    private static int outside(int n, double confidence) {
        int outside = 0;
        while (2 * (outside + 1) < n && 1 - 2 * below(n, outside + 1) >= confidence) {
            outside++;
        }
        return outside;
    }

    /** The probability that no more than {@code most} of n fair coins show heads. */
    private static double below(int n, int most) {
        double logarithm = -n * Math.log(2);
        double sum = Math.exp(logarithm);
        for (int i = 1; i <= most; i++) {
            logarithm += Math.log((double) (n - i + 1) / i);
            sum += Math.exp(logarithm);
        }
        return sum;
    }

    /** Half of the interval, as a share of the median. */
    public double relativeError() {
        return (high - low) / 2 / median;
    }

    /** The same in another unit. */
    public Estimate times(double factor) {
        return new Estimate(median * factor, low * factor, high * factor, count, confidence);
    }

    /** Of so much per value: seconds of 5 tokens become tokens per second. */
    public Estimate rateOf(double amount) {
        return new Estimate(amount / median, amount / high, amount / low, count, confidence);
    }
}
