package llamanas.engine.coordinator;

import java.io.Serial;

/** The coordinator has as many searches under way as it takes. Nothing is wrong with the one that was refused. */
public final class TooManySearchesException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private TooManySearchesException(String message) {
        super(message);
    }

    static TooManySearchesException open(int most) {
        return new TooManySearchesException("the coordinator has " + most
                + " searches that are not over, the most that it takes; wait for one, or cancel one"
                + " ('./llama-nas search list' shows them)");
    }

    static TooManySearchesException starting(int most) {
        return new TooManySearchesException("the coordinator has " + most
                + " searches whose models workers have yet to open, the most that it takes; try again later");
    }
}
