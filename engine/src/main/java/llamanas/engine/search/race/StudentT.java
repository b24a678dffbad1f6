package llamanas.engine.search.race;

/** Student's t distribution with whole degrees of freedom. */
final class StudentT {
    private static final double CONFIDENCE = 0.95;
    private static final int HALVINGS = 60;

    /** Beyond the quantile of one degree of freedom, 12.7. */
    private static final double HIGHEST = 16;

    private StudentT() {}

    /** The t that a variable lies within, on both sides of 0, with probability 95 %. */
    static double twoSided95(int degrees) {
        double low = 0;
        double high = HIGHEST;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (within(middle, degrees) < CONFIDENCE) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** Probability of -t to t, as a finite sum: Abramowitz and Stegun, 26.7.3 and 26.7.4. O(degrees). */
    static double within(double t, int degrees) {
        double angle = Math.atan(t / Math.sqrt(degrees));
        double square = Math.cos(angle) * Math.cos(angle);
        boolean odd = degrees % 2 == 1;
        double term = odd ? Math.cos(angle) : 1;
        double sum = 0;
        for (int k = odd ? 3 : 2; k <= degrees; k += 2) {
            sum += term;
            term *= square * (k - 1) / k;
        }
        return odd ? 2 / Math.PI * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
    }
}
