package llamanas.protocol.search;

import org.jspecify.annotations.Nullable;

/**
 * Data to measure quality on. A {@code .jsonl} file is multiple choice, anything else is text.
 *
 * @param name prefix of its metrics
 * @param search path of the data that the search sees
 * @param report path of data that the search does not see, for the results; null where there is none
 * @param limit how many items (or documents) of each file to use at most; 0 for all
 * @param kl whether to measure the KL divergence to the full network as well (text only; doubles the cost)
 */
public record TaskSpec(String name, String search, @Nullable String report, int limit, boolean kl) {}
