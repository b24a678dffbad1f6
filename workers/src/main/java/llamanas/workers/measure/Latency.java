package llamanas.workers.measure;

import java.util.Optional;

/**
 * What a deployed sub-network takes, all from the same rounds.
 *
 * @param prefillMs milliseconds for the whole prompt of all sequences, from token ids to the first new token of each
 * @param decodeMs milliseconds of one decoding step of all sequences, averaged over the generated tokens
 * @param joulesPerToken energy of decoding for each generated token of each sequence, idle power of the device included;
 *     empty where it was not asked for
 * @param rounds repetitions that count
 * @param stop why there were no more
 */
public record Latency(
        Estimate prefillMs, Estimate decodeMs, Optional<Estimate> joulesPerToken, int rounds, Rounds.Stop stop) {}
