package llamanas.engine.search;

/**
 * How well a strategy foresaw a generation.
 *
 * @param generation its number, from 0
 * @param objective index of the predicted objective
 * @param predictor name of the one that predicted it
 * @param trained candidates that it had learned from
 * @param samples candidates that were predicted before and measured since
 * @param tau Kendall's tau-b between predictions and measurements; NaN where either is constant
 * @param mape mean absolute error relative to the measured values; NaN where those are all 0
 * @param crossValidatedTau the same tau on the candidates learned from, each predicted without its fold
 * @param halfWidth mean half width of the 90 % prediction intervals, in units of the cost
 * @param coverage share of the measurements that lie within those
 */
public record PredictorQuality(
        int generation,
        int objective,
        String predictor,
        int trained,
        int samples,
        double tau,
        double mape,
        double crossValidatedTau,
        double halfWidth,
        double coverage) {}
