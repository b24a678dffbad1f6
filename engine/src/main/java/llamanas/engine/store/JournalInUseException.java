package llamanas.engine.store;

import java.io.Serial;
import java.sql.SQLException;

/** Another coordinator has the journal. The message says which, as far as that is known. */
final class JournalInUseException extends SQLException {
    @Serial
    private static final long serialVersionUID = 1L;

    JournalInUseException(String message) {
        super(message);
    }
}
