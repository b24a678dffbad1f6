package llamanas.protocol.search;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What was measured of one candidate: metric values by full name, and where they come from. */
public record Measurement(Map<String, Double> metrics, Provenance provenance) {
    public Measurement {
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    }
}
