package llamanas.engine.cli;

import java.io.Serial;

/** The coordinator is there, but waits for something itself, as for room on its disk: what was asked may work later. */
public final class CoordinatorBusy extends CommandFailure {
    @Serial
    private static final long serialVersionUID = 1L;

    /** @param message what it waits for */
    public CoordinatorBusy(String message) {
        super(message);
    }
}
