package llamanas.protocol.search;

/** Which way a metric is better. */
public enum Direction {
    MINIMIZE,
    MAXIMIZE;

    /** The value as a cost: smaller is better. Its own inverse. */
    public double cost(double value) {
        return this == MINIMIZE ? value : -value;
    }
}
