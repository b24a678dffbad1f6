package llamanas.config;

import llamanas.protocol.search.TrainSpec;

/**
 * The short training of one sub-network.
 *
 * @param train schedule and balance mean nothing here; the teacher is the frozen full network
 * @param seed from which all randomness is derived
 */
public record RecoverySpec(TrainSpec train, long seed) {}
