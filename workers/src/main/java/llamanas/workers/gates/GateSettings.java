package llamanas.workers.gates;

import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.StrategyOption;
import llamanas.protocol.search.StrategySpec;

/**
 * How gates are trained; each is an option of the strategy {@value StrategySpec#GRADIENT}, see {@link StrategyOption}.
 *
 * @param points of the sweep
 * @param lowestWeight of size, at the first point, nats/token
 * @param highestWeight the same at the last point
 * @param latencyWeight worth of all FLOPs as a multiple of that of all parameters
 * @param steps at each point
 * @param rate of learning
 * @param temperature of the softmax at the end of each point
 * @param entropy price of the mean entropy at the end of each point, nats/token a nat
 */
public record GateSettings(
        int points,
        double lowestWeight,
        double highestWeight,
        double latencyWeight,
        int steps,
        double rate,
        double temperature,
        double entropy) {

    /**
     * From a spec whose options are in their ranges.
     *
     * @throws InvalidInputException where the range of weights is empty
     */
    public static GateSettings of(StrategySpec spec) {
        double low = spec.option(StrategyOption.SIZE_WEIGHT_LOW);
        double high = spec.option(StrategyOption.SIZE_WEIGHT_HIGH);
        if (low > high) {
            throw new InvalidInputException("strategy." + StrategyOption.SIZE_WEIGHT_LOW + ": found " + low
                    + ", expected at most " + StrategyOption.SIZE_WEIGHT_HIGH + ", which is " + high);
        }
        return new GateSettings(
                (int) spec.option(StrategyOption.SWEEP),
                low,
                high,
                spec.option(StrategyOption.LATENCY_WEIGHT),
                (int) spec.option(StrategyOption.GATE_STEPS),
                spec.option(StrategyOption.GATE_RATE),
                spec.option(StrategyOption.GATE_TEMPERATURE),
                spec.option(StrategyOption.GATE_ENTROPY));
    }

    /** Weight of size at a point, evenly spaced on a logarithmic scale. */
    double sizeWeight(int point) {
        return points == 1
                ? highestWeight
                : lowestWeight * Math.pow(highestWeight / lowestWeight, along(point, points));
    }

    /** Temperature at a step of a point: falls from 1 on a logarithmic scale. */
    double temperature(int step) {
        return Math.pow(temperature, along(step, steps));
    }

    /** Price of the entropy at a step of a point: rises from 0. */
    double entropy(int step) {
        return entropy * along(step, steps);
    }

    /** From 0 at the first to 1 at the last of so many. */
    private static double along(int index, int count) {
        return count == 1 ? 1 : (double) index / (count - 1);
    }
}
