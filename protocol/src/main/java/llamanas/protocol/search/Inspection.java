package llamanas.protocol.search;

import java.util.Map;
import llamanas.protocol.space.SearchSpace;

/**
 * What a worker found when it opened the model and the tasks of a spec.
 *
 * @param space the declared space on the model's real shape, with the removal order resolved
 * @param modelHash hash of the weights
 * @param dataHash hash of all task files
 * @param items scored tokens (text) or items (multiple choice) by task, search half
 */
public record Inspection(SearchSpace space, String modelHash, String dataHash, Map<String, Long> items) {
    public Inspection {
        items = Map.copyOf(items);
    }
}
