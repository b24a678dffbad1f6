package llamanas.engine.search.strategy;

import llamanas.engine.search.predict.Damages;
import llamanas.protocol.search.Gates;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a problem before anything is measured, beyond the problem itself.
 *
 * @param damages of single changes of the full network; null where they are not measured
 * @param gates trained on the super-network; null where none are
 */
public record Hints(@Nullable Gates gates, @Nullable Damages damages) {
    /** Nothing is known. */
    public static final Hints NONE = new Hints(null, null);
}
