package llamanas.protocol.search;

/** One metric that a search improves. */
public record Objective(String metric, Direction direction) {}
