package llamanas.protocol.api;

/**
 * What came of injecting a sub-network.
 *
 * @param added whether it is a new candidate; false where the search had it already
 * @param candidate the candidate that it is
 */
public record Injection(boolean added, CandidateRow candidate) {}
