package llamanas.engine.search;

/**
 * How well a strategy foresaw a generation.
 *
 * @param generation its number, from 0
 * @param objective index of the predicted objective
 * @param samples candidates that were predicted before and measured since
 * @param tau Kendall's tau-b between predictions and measurements; NaN where either is constant
 */
public record PredictorQuality(int generation, int objective, int samples, double tau) {}
