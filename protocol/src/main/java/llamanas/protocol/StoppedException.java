package llamanas.protocol;

import java.io.Serial;

/**
 * Work has ended before its end because somebody asked for it: Ctrl-C, SIGTERM, a node that closes, a search that is cancelled. Neither a fault nor bad
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

    /**
     * Ends a computation whose thread is interrupted; the thread stays so, for whoever interrupted it to clear. What may take long asks
     * once a round, which costs as much as reading a field, and what is not interrupted comes to the same as ever.
     */
    public static void ifInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new StoppedException("stopped by an interrupt");
        }
    }
}
