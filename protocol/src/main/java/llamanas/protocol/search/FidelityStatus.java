package llamanas.protocol.search;

/**
 * What a search with {@link FidelitySpec} has spent and saved.
 *
 * @param dropped candidates that were measured on a part of the data only
 * @param spent in evaluations on all of the data: parts of it count as such
 * @param tokens that models have read to measure shares of the data
 * @param savedTokens that they would have read besides, had every candidate been measured on all of it
 */
public record FidelityStatus(int dropped, double spent, long tokens, long savedTokens) {}
