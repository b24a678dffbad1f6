package llamanas.protocol.search;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import llamanas.protocol.space.Architecture;

/**
 * A candidate of the Pareto front. The JSON shape is stable.
 *
 * @param candidate its number in the search; 0 is the full network
 * @param metrics by full name; {@code report.*} ones are measured on unseen data
 */
public record FrontMember(int candidate, Architecture architecture, Map<String, Double> metrics) {
    public FrontMember {
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    }
}
