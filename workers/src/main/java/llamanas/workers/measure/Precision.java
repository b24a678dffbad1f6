package llamanas.workers.measure;

/**
 * How exactly something is timed, and when that is given up.
 *
 * @param confidence of the interval around the median
 * @param tolerance half of the interval, as a share of the median, that is tight enough
 * @param warmUps rounds that do not count
 * @param most rounds that count, at most
 * @param seconds after which no round begins, warm-up included
 */
public record Precision(double confidence, double tolerance, int warmUps, int most, double seconds) {
    /** For one network that somebody looks at. */
    public static final Precision DEFAULT = new Precision(0.95, 0.02, 2, 200, 120);

    /** For one of hundreds of candidates: a search ranks them, and has to go on. */
    public static final Precision CANDIDATE = new Precision(0.95, 0.02, 2, 50, 20);

    /** Rounds before the interval is believed: below 6 no interval of the values has 95 %. */
    static final int LEAST = 6;

    public Precision {
        if (!(confidence > 0 && confidence < 1) || !(tolerance > 0) || warmUps < 1 || most < 1 || !(seconds > 0)) {
            throw new IllegalArgumentException("confidence " + confidence + ", tolerance " + tolerance + ", " + warmUps
                    + " warm-ups, " + most + " rounds, " + seconds + " s");
        }
    }

    /** Whether the median is known well enough. */
    boolean suffices(Estimate estimate) {
        return estimate.count() >= LEAST
                && estimate.confidence() >= confidence
                && estimate.relativeError() <= tolerance;
    }
}
