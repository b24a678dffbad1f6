package llamanas.protocol;

import java.io.Serial;

/**
 * Something that a person gave us can't be used: a spec, a file, a flag. The message is meant for that person: it names
 * the file, the key or tensor, what was found, what was expected, and what to do. Programs exit with 2 on it.
 */
public class InvalidInputException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public InvalidInputException(String message) {
        super(message);
    }

    public InvalidInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
