package llamanas.engine.search;

/** Student's t distribution with a whole number of degrees of freedom. */
public final class StudentT {
    /** Halvings of the interval that holds a quantile: to the last bit. */
    private static final int BISECTIONS = 200;

    private StudentT() {}

    /**
     * The value that t stays below with the given probability, from 0.5 to 1 (exclusive). O(degrees).
     *
     * @param degrees of freedom, 1 or more
     */
    public static double quantile(double probability, int degrees) {
        // In the angle atan(t / sqrt(degrees)) the whole line is an interval.
        double low = 0;
        double high = Math.PI / 2;
        for (int i = 0; i < BISECTIONS && low < high; i++) {
            double middle = (low + high) / 2;
            if ((1 + central(middle, degrees)) / 2 < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.tan(low) * Math.sqrt(degrees);
    }

    /**
     * The probability of {@code |t| < tan(angle) * sqrt(degrees)}: the finite series of Abramowitz and Stegun, Handbook of
     * Mathematical Functions, 26.7.3 and 26.7.4.
     */
    private static double central(double angle, int degrees) {
        double sine = Math.sin(angle);
        double squared = Math.cos(angle) * Math.cos(angle);
        boolean odd = degrees % 2 == 1;
        double term = odd ? Math.cos(angle) : 1;
        double sum = 0;
        for (int power = odd ? 1 : 0; power <= degrees - 2; power += 2) {
            sum += term;
            term *= squared * (power + 1) / (power + 2);
        }
        return odd ? 2 / Math.PI * (angle + sine * sum) : sine * sum;
    }
}
