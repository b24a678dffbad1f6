package llamanas.engine.coordinator;

import java.io.Serial;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;

/** The search can't be brought back from its journal, so that nothing is known of it but why. */
public final class SetAsideException extends InvalidInputException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String id;
    private final String reason;

    /** @param reason with what to do */
    public SetAsideException(String id, String reason) {
        super("search '" + id + "' was " + reason);
        this.id = id;
        this.reason = reason;
    }

    /** What people see of it. */
    SearchStatus status() {
        return new SearchStatus(id, id, SearchState.FAILED, 0, 0, 0, 0, 0, 0, Double.NaN, 0, -1, "?", reason);
    }
}
