package llamanas.engine.search.strategy;

import llamanas.engine.search.predict.Damages;
import llamanas.protocol.search.Gates;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a problem before anything is measured, beyond the problem itself.
 *
 * @param gates trained on the super-network; null where none are
 * @param damages of single changes of the full network; null where they are not measured
 */
public record Hints(@Nullable Gates gates, @Nullable Damages damages) {
    /** Nothing is known. */
    public static final Hints NONE = new Hints(null, null);

    /** The same with these gates. */
    public Hints with(Gates trained) {
        return new Hints(trained, damages);
    }

    /** The same with these damages. */
    public Hints with(Damages measured) {
        return new Hints(gates, measured);
    }
}
