package llamanas.protocol.search;

/** Which half of the data an evaluation uses. */
public enum Phase {
    /** The half that guides the search. */
    SEARCH,
    /** The half that results are reported on. */
    REPORT
}
