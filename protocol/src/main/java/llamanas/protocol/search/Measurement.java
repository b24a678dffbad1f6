package llamanas.protocol.search;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of one candidate: metric values by full name, and where they come from.
 *
 * @param sums what the metrics of a share of the data add up from; null where all of it was measured at once, or nobody asks any more
 */
public record Measurement(Map<String, Double> metrics, Provenance provenance, @Nullable BlockSums sums) {
    public Measurement {
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    }

    /** Of all of the data. */
    public Measurement(Map<String, Double> metrics, Provenance provenance) {
        this(metrics, provenance, null);
    }

    /**
     * Of a share of the data.
     *
     * @param exact metrics that need no data
     */
    public static Measurement of(Map<String, Double> exact, BlockSums sums, Provenance provenance) {
        Map<String, Double> metrics = new TreeMap<>(exact);
        metrics.putAll(sums.metrics());
        return new Measurement(metrics, provenance, sums);
    }

    /** Together with the share that follows this one; both have sums. The provenance is the later one's, the time that of both. */
    public Measurement plus(Measurement next) {
        Provenance by = next.provenance;
        Provenance both = by.forResult(by.dtype(), by.modelHash(), by.dataHash(), provenance.millis() + by.millis());
        return of(metrics, Objects.requireNonNull(sums).plus(Objects.requireNonNull(next.sums)), both);
    }

    /** With other metrics, from the same place. */
    public Measurement with(Map<String, Double> others) {
        return new Measurement(others, provenance, sums);
    }

    /** The same without what it adds up from. */
    public Measurement plain() {
        return sums == null ? this : new Measurement(metrics, provenance);
    }
}
