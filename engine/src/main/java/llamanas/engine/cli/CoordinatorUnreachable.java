package llamanas.engine.cli;

import java.io.Serial;
import java.net.URI;

/** Nobody answers at the coordinator's address. */
public final class CoordinatorUnreachable extends CommandFailure {
    @Serial
    private static final long serialVersionUID = 1L;

    public CoordinatorUnreachable(URI coordinator, Throwable cause) {
        super(
                "no coordinator answers at " + coordinator
                        + "; start one with './llama-nas node --role all', or name another"
                        + " with --url or LLAMA_NAS_URL",
                cause);
    }
}
