package llamanas.protocol.search;

/**
 * What a search with {@link FidelitySpec} has spent and saved.
 *
 * @param dropped candidates that were measured on a part of the data only, and are surely dominated
 * @param spent in evaluations on all of the data: parts of it count as such
 * @param tokens that models have read to measure shares of the data
 * @param savedTokens that they would have read besides, had every candidate been measured on all of it
 * @param aside candidates that are measured on a part of the data, and are neither surely dominated nor likely to be on the front
 */
public record FidelityStatus(int dropped, double spent, long tokens, long savedTokens, int aside) {}
