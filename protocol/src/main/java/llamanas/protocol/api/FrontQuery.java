package llamanas.protocol.api;

import java.util.List;
import llamanas.protocol.search.Constraint;

/**
 * Asks what is measured for another front than that of its search.
 *
 * @param objectives metrics to improve; empty for those of the search
 * @param bounds what members have to hold
 * @param one whether one member is enough: the best in the first objective
 */
public record FrontQuery(List<String> objectives, List<Constraint> bounds, boolean one) {
    /** The front of the search itself. */
    public static final FrontQuery OWN = new FrontQuery(List.of(), List.of(), false);

    public FrontQuery {
        objectives = List.copyOf(objectives);
        bounds = List.copyOf(bounds);
    }
}
