package llamanas.engine.search.strategy;

import llamanas.protocol.search.Gates;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a problem before anything is measured, beyond the problem itself.
 *
 * @param gates trained on the super-network; null where none are
 */
public record Hints(@Nullable Gates gates) {
    /** Nothing is known. */
    public static final Hints NONE = new Hints(null);
}
