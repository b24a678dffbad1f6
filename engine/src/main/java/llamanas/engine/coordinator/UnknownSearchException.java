package llamanas.engine.coordinator;

import java.io.Serial;
import llamanas.protocol.InvalidInputException;

/** Nobody has started a search with this id. */
public final class UnknownSearchException extends InvalidInputException {
    @Serial
    private static final long serialVersionUID = 1L;

    public UnknownSearchException(String id) {
        super("search '" + id + "' does not exist; './llama-nas search list' shows the ones that do");
    }
}
