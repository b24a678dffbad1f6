package llamanas.protocol.search;

import java.util.Map;
import llamanas.protocol.space.SearchSpace;
import org.jspecify.annotations.Nullable;

/**
 * What a worker found when it opened the model and the tasks of a spec.
 *
 * @param space the declared space on the model's real shape, with the removal order resolved
 * @param modelHash hash of the weights
 * @param dataHash hash of all task files
 * @param items scored tokens (text) or items (multiple choice) by task, search half
 * @param device what the worker computes on, {@code cpu} or {@code gpu:0}; null in journals of before there was an archive
 */
public record Inspection(
        SearchSpace space, String modelHash, String dataHash, Map<String, Long> items, @Nullable String device) {
    public Inspection {
        items = Map.copyOf(items);
    }

    /** By a worker that does not say what it computes on. */
    public Inspection(SearchSpace space, String modelHash, String dataHash, Map<String, Long> items) {
        this(space, modelHash, dataHash, items, null);
    }
}
