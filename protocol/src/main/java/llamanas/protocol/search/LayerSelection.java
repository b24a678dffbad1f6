package llamanas.protocol.search;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Some layers of a model whose depth is not known yet.
 *
 * @param all whether every layer is meant
 * @param layers zero-based indices; empty where {@code all}
 */
public record LayerSelection(boolean all, List<Integer> layers) {
    public static final LayerSelection ALL = new LayerSelection(true, List.of());
    public static final LayerSelection NONE = new LayerSelection(false, List.of());

    public LayerSelection {
        layers = layers.stream().sorted().distinct().toList();
    }

    @JsonIgnore
    public boolean isEmpty() {
        return !all && layers.isEmpty();
    }

    /** The indices on a model with so many layers. */
    public List<Integer> resolve(int modelLayers) {
        return all ? IntStream.range(0, modelLayers).boxed().toList() : layers;
    }
}
