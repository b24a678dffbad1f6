package llamanas.config;

import java.util.List;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.SpaceSpec;

/** The section {@code space} of a file to a {@link SpaceSpec}. */
final class SpaceReader {
    private SpaceReader() {}

    static SpaceSpec read(Section space) {
        Section depth = space.section("depth");
        return new SpaceSpec(
                space.has("depth") ? depth.wholes("counts", 1) : List.of(),
                depth.choice("order", SpaceSpec.IMPORTANCE, SpecRules.DEPTH_ORDERS),
                layers(space, "keep"),
                layers(space, "attention"),
                space.has("ffn") ? space.wholes("ffn", 0) : List.of());
    }

    private static LayerSelection layers(Section space, String key) {
        if (!space.has(key)) {
            return LayerSelection.NONE;
        }
        if (space.isText(key, "all")) {
            return LayerSelection.ALL;
        }
        return new LayerSelection(false, space.wholes(key, 0, "all, or a list of layers (from 0)"));
    }
}
