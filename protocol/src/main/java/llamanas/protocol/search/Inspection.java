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
 * @param dtype that the network is in, {@code bytes} of which are counted: the spec's, or that of the checkpoint where the spec says
 *     {@value SearchSpec#AUTO}; null where there is no checkpoint, and in old journals
 * @param computedIn what its quality is computed in; null like {@code dtype}
 */
public record Inspection(
        SearchSpace space,
        String modelHash,
        String dataHash,
        Map<String, Long> items,
        @Nullable String device,
        @Nullable String dtype,
        @Nullable String computedIn) {
    public Inspection {
        items = Map.copyOf(items);
    }

    /** By a worker that does not say what it computes on. */
    public Inspection(SearchSpace space, String modelHash, String dataHash, Map<String, Long> items) {
        this(space, modelHash, dataHash, items, null);
    }

    /** By a worker that does not say in which dtype. */
    public Inspection(
            SearchSpace space, String modelHash, String dataHash, Map<String, Long> items, @Nullable String device) {
        this(space, modelHash, dataHash, items, device, null, null);
    }
}
