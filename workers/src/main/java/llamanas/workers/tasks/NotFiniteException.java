package llamanas.workers.tasks;

import java.io.Serial;

/** A network gives log-probabilities that are no numbers, so that nothing can be said of its quality. */
public final class NotFiniteException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    NotFiniteException(float found) {
        super("found " + found
                + " among the log-probabilities of the network, expected finite numbers: its sums overflow, or its"
                + " weights are not finite");
    }
}
