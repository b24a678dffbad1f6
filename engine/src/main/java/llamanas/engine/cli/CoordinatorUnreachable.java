package llamanas.engine.cli;

import java.io.Serial;
import java.net.URI;

/** Nobody answers at the coordinator's address, or nobody does any more. */
public final class CoordinatorUnreachable extends CommandFailure {
    @Serial
    private static final long serialVersionUID = 1L;

    private CoordinatorUnreachable(String message, Throwable cause) {
        super(message, cause);
    }

    /** There is nobody to connect to. */
    static CoordinatorUnreachable nobody(URI coordinator, Throwable cause) {
        return new CoordinatorUnreachable(
                "no coordinator answers at " + coordinator
                        + "; start one with './llama-nas node --role all', or name another"
                        + " with --url or LLAMA_NAS_URL",
                cause);
    }

    /** Somebody was there, and hung up before the whole answer had come. */
    static CoordinatorUnreachable hungUp(URI coordinator, Throwable cause) {
        return new CoordinatorUnreachable(
                "the connection to " + coordinator + " broke off (" + cause.getMessage()
                        + "); the coordinator has just ended, or something else listens there",
                cause);
    }
}
