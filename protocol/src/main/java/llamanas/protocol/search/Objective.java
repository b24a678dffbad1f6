package llamanas.protocol.search;

/** One metric that a search improves. */
public record Objective(String metric, Direction direction) {
    /** A metric in its own direction; one that nobody knows is refused by the rules of a spec, whatever its direction. */
    public static Objective of(String metric) {
        return new Objective(metric, Metrics.direction(metric).orElse(Direction.MINIMIZE));
    }
}
