package llamanas.engine.cli;

import java.io.Serial;

/**
 * A command can't do what it was asked for, and that is not the fault of what it was given: the coordinator is gone, the
 * search has failed. One line for a person; programs exit with 1.
 */
public class CommandFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public CommandFailure(String message) {
        super(message);
    }

    public CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
