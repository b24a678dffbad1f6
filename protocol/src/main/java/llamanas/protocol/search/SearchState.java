package llamanas.protocol.search;

/** Where a search stands. */
public enum SearchState {
    /** A worker makes the super-network that is searched then, or trains the gates that the strategy goes by. */
    PREPARING,
    RUNNING,
    PAUSED,
    /** The budget is spent; the front is being measured on unseen data. */
    REPORTING,
    FINISHED,
    CANCELLED,
    FAILED;

    public boolean isFinal() {
        return this == FINISHED || this == CANCELLED || this == FAILED;
    }
}
