package llamanas.engine.coordinator;

import java.io.IOException;
import java.util.List;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.space.Architecture;
import org.jspecify.annotations.Nullable;

/**
 * What all searches have measured, for those that come later. Holds nothing that is not in the journal as well. Methods may block,
 * and are called by several threads.
 */
public interface Archive {
    /** Remembers nothing. */
    Archive NONE = new Archive() {
        @Override
        public void keep(List<Entry> entries) {}

        @Override
        public List<Entry> recall(Conditions conditions, int most) {
            return List.of();
        }
    };

    /**
     * Measurements under equal conditions are the same measurement.
     *
     * @param modelHash of the super-network's weights
     * @param dataHash of all task files, with their limits
     * @param device kind of device: {@code cpu} or {@code gpu}
     * @param dtype what was computed in
     */
    record Conditions(String modelHash, String dataHash, String device, String dtype) {
        public Conditions {
            device = device.replaceFirst(":.*", "");
        }

        static Conditions of(Provenance source) {
            return new Conditions(source.modelHash(), source.dataHash(), source.device(), source.dtype());
        }
    }

    /**
     * One sub-network.
     *
     * @param report on the data that searches do not see; null where that was not measured
     * @param search the search that measured it
     * @param candidate its number there
     */
    record Entry(
            Conditions conditions,
            Architecture architecture,
            Measurement measurement,
            @Nullable Measurement report,
            String search,
            int candidate) {}

    /**
     * Adds what is not there yet; a report is added to what has none. Idempotent: the first measurement of a sub-network stays.
     *
     * @throws IOException where it could not be kept; it is tried again later
     */
    void keep(List<Entry> entries) throws IOException;

    /**
     * What is known under these conditions, the oldest first.
     *
     * @param most entries at most
     * @throws IOException where it could not be read; it is tried again later
     */
    List<Entry> recall(Conditions conditions, int most) throws IOException;
}
