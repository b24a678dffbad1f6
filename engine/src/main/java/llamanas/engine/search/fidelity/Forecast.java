package llamanas.engine.search.fidelity;

import llamanas.engine.search.StudentT;

/**
 * What is believed of a mean over all of the data.
 *
 * @param standardError of the mean
 * @param degreesOfFreedom that the standard error was estimated with, 1 or more
 */
record Forecast(double mean, double standardError, int degreesOfFreedom) {
    /** The value that the mean is below with a probability from 0 to 0.5, both included but for 0. */
    double low(double probability) {
        return mean - distance(probability);
    }

    /** The value that the mean is above with a probability from 0 to 0.5, both included but for 0. */
    double high(double probability) {
        return mean + distance(probability);
    }

    private double distance(double probability) {
        return standardError * StudentT.quantile(1 - probability, degreesOfFreedom);
    }
}
