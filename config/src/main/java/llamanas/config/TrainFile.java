package llamanas.config;

import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.TrainSpec;

/**
 * A training on its own, without a search.
 *
 * @param space whose sub-networks are trained
 * @param seed from which all randomness is derived
 */
public record TrainFile(TrainSpec train, SpaceSpec space, long seed) {}
