package llamanas.engine.search.strategy;

import llamanas.protocol.search.Gates;
import llamanas.protocol.search.SingleChanges;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a problem before anything is measured, beyond the problem itself.
 *
 * @param gates trained on the super-network; null where none are
 * @param singleChanges what each single change of the full network does; null where they are not measured
 */
public record Hints(@Nullable Gates gates, @Nullable SingleChanges singleChanges) {
    /** Nothing is known. */
    public static final Hints NONE = new Hints(null, null);

    /** The same with these gates. */
    public Hints with(Gates trained) {
        return new Hints(trained, singleChanges);
    }

    /** The same with these single changes. */
    public Hints with(SingleChanges measured) {
        return new Hints(gates, measured);
    }
}
