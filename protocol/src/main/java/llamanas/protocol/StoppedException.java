package llamanas.protocol;

import java.io.Serial;

/**
 * Work has ended before its end because somebody asked for it: Ctrl-C, SIGTERM, a node that closes. Neither a fault nor bad
 * input; the message says for a person what is kept.
 */
public final class StoppedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public StoppedException(String message) {
        super(message);
    }

    public StoppedException(String message, Throwable cause) {
        super(message, cause);
    }
}
