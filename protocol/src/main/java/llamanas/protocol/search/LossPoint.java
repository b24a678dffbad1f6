package llamanas.protocol.search;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One point of a training's loss curve.
 *
 * @param step optimiser steps done
 * @param losses nats/token by name: {@code train.full}, {@code train.smallest}, {@code train.random} (the loss that is
 *     minimised, mean since the point before), {@code heldout.full}, {@code heldout.smallest} (cross-entropy on unseen text)
 */
public record LossPoint(int step, double learningRate, Map<String, Double> losses) {
    public LossPoint {
        losses = losses == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(losses));
    }
}
